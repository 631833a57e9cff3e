import { slug } from 'github-slugger'
import type { MarkdownIt, Token } from 'markdown-it'

/** A quote that begins with bold words is a box of that kind: `> **Try it.** …` has the class `callout-try-it`. */
export function callouts(markdown: MarkdownIt): void {
  markdown.core.ruler.push('callouts', ({ tokens }) => {
    for (const [index, token] of tokens.entries()) {
      if (token.type !== 'blockquote_open') continue
      const words = firstBoldWords(tokens[index + 2])
      if (words !== undefined) token.attrSet('class', `callout callout-${slug(words)}`)
    }
  })
}

function firstBoldWords(paragraph: Token | undefined): string | undefined {
  const children = (paragraph?.children ?? []).filter(({ type, content }) => type !== 'text' || content !== '')
  if (children[0]?.type !== 'strong_open') return undefined
  const words = children[1]?.content.match(/\w+/g)
  return words?.join(' ')
}
