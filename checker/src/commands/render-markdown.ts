import { type Style, pensOf } from '../report/style.ts'
import { lines, visibleAll, withCode } from '../report/text.ts'

/** A link that is a sentence of its own, at the end: only where it leads is shown. */
const LAST_LINK = /(^|[.?!]\s+)\[[^\]]+\]\([^)\s]+\)\.?\s*$/
const LINK = /\[([^\]]+)\]\((?:\.\.\/)*([^)\s]+)\)/g

/**
 * A hint for the terminal: paragraphs are broken to its width, code stands as it is, and where a link leads stands below its paragraph,
 * on a line that is copied as one.
 */
export function markdownLines(markdown: string, style: Style): string[] {
  const { cyan } = pensOf(style)
  const pieces = visibleAll(markdown, style).split(/^```\w*\n([\s\S]*?)^```$/m)
  const shown = pieces.flatMap((text, index) => {
    // Every second piece is code.
    if (index % 2 === 1)
      return [
        '',
        ...text
          .trimEnd()
          .split('\n')
          .map((line) => `  ${cyan(line)}`),
        '',
      ]
    const paragraphs = text.split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== '')
    return paragraphs.flatMap((paragraph, nth) => [...(nth > 0 ? [''] : []), ...paragraphLines(paragraph, style)])
  })
  return shown.slice(0, shown.findLastIndex((line) => line !== '') + 1)
}

function paragraphLines(paragraph: string, style: Style): string[] {
  const { cyan } = pensOf(style)
  const targets = [...paragraph.matchAll(LINK)].map(([, , target = '']) => `  ${cyan(target)}`)
  const [open, close] = style.unicode ? ['“', '”'] : ['"', '"']
  const text = paragraph.replace(LAST_LINK, '$1').replace(LINK, `${open}$1${close}`).replaceAll(/\s+/g, ' ').trim()
  return [...lines(withCode(text, style), style.width - 1), ...targets]
}
