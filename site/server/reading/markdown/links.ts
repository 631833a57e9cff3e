import type { MarkdownIt, Token } from 'markdown-it'
import { type Target, targetOf } from './addresses.ts'
import { type Reading, readingIn } from './reading.ts'

/** Links between the workshop's files lead to its pages; one to a file that has none is the file's name. */
export function links(markdown: MarkdownIt): void {
  markdown.core.ruler.push('links', ({ tokens, env }) => {
    const reading = readingIn(env)
    for (const { children } of tokens) leadToPages(children ?? [], reading)
  })
}

function leadToPages(tokens: readonly Token[], reading: Reading): void {
  // Links don't lie in links, so the last one that was opened is the one that is closed.
  let target: Target | undefined
  for (const token of tokens) {
    if (token.type === 'link_open') {
      target = targetOf(reading, String(token.attrGet('href')))
      lead(token, target, reading)
    }
    if (token.type === 'link_close' && target?.kind === 'file') token.tag = 'code'
  }
}

function lead(token: Token, target: Target, { explained, terms }: Reading): void {
  if (target.kind === 'file') {
    token.tag = 'code'
    token.attrs = [
      ['class', 'file'],
      ['title', target.path],
    ]
    return
  }
  token.attrSet('href', target.address)
  if (target.kind === 'elsewhere') token.attrSet('rel', 'noreferrer')
  if (target.kind !== 'page' || target.term === undefined) return
  terms.add(target.term)
  token.attrSet('data-term', target.term)
  if (explained.has(target.term)) token.attrSet('aria-describedby', tooltipId(target.term))
}

/** The id of the element on a page that explains a term of the glossary. */
export function tooltipId(term: string): string {
  return `term-${term}`
}
