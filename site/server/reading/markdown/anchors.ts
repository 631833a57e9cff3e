import GithubSlugger from 'github-slugger'
import type { MarkdownIt } from 'markdown-it'
import { readingIn } from './reading.ts'

/** Headings get the ids that GitHub gives them, so that a link works in both places. */
export function anchors(markdown: MarkdownIt): void {
  markdown.core.ruler.push('anchors', ({ tokens, env }) => {
    const { headings, idPrefix, headingShift } = readingIn(env)
    const slugger = new GithubSlugger()
    for (const [index, token] of tokens.entries()) {
      if (!token.type.startsWith('heading_')) continue
      const level = Math.min(6, Number(token.tag.slice(1)) + headingShift)
      token.tag = `h${level}`
      if (token.type !== 'heading_open') continue
      const text = (tokens[index + 1]?.children ?? []).map(({ content }) => content).join('')
      const id = `${idPrefix}${slugger.slug(text)}`
      token.attrSet('id', id)
      headings.push({ text, id, level })
    }
  })
}
