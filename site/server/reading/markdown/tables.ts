import type { MarkdownIt, Token } from 'markdown-it'

/** A table scrolls by itself where it is wider than the page, also with the keyboard, and says which section it is of. */
export function tables(markdown: MarkdownIt): void {
  const { escapeHtml } = markdown.utils
  markdown.core.ruler.push('tables', ({ tokens }) => {
    let section = ''
    for (const [index, token] of tokens.entries()) {
      if (token.type === 'heading_open') section = tokens[index + 1]?.content.replaceAll('`', '') ?? ''
      if (token.type === 'table_open') token.meta = { section }
      if (token.type === 'th_open' || token.type === 'td_open') alignByClass(token)
    }
  })
  markdown.renderer.rules.table_open = (tokens, index) => {
    const section = String(tokens[index]?.meta?.section ?? '')
    const label = section === '' ? 'Table' : `Table: ${section}`
    return `<div class="table" role="region" aria-label="${escapeHtml(label)}" tabindex="0"><table>\n`
  }
  markdown.renderer.rules.table_close = () => '</table></div>\n'
}

/** The pages' policy lets no style attribute through. */
function alignByClass(token: Token): void {
  const style = token.attrGet('style')
  if (style === null) return
  token.attrs = (token.attrs ?? []).filter(([name]) => name !== 'style')
  const [, side] = /text-align:(left|center|right)/.exec(String(style)) ?? []
  if (side !== undefined) token.attrSet('class', `align-${side}`)
}
