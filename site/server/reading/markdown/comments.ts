import type { MarkdownIt } from 'markdown-it'

const OPEN = '<!--'
const CLOSE = '-->'

/** Comments are for those who write: whoever reads gets nothing of them. */
export function comments(markdown: MarkdownIt): void {
  markdown.inline.ruler.before('autolink', 'comment', (state) => {
    if (!state.src.startsWith(OPEN, state.pos)) return false
    const close = state.src.indexOf(CLOSE, state.pos + OPEN.length)
    if (close < 0) return false
    state.pos = close + CLOSE.length
    return true
  })
  markdown.block.ruler.before(
    'fence',
    'comment',
    (state, startLine, endLine, silent) => {
      const lineAt = (line: number) => state.getLines(line, line + 1, state.blkIndent, false).trim()
      if (!lineAt(startLine).startsWith(OPEN)) return false
      for (let line = startLine; line < endLine; line += 1) {
        if (!lineAt(line).includes(CLOSE)) continue
        // What stands behind it belongs to a paragraph.
        if (!lineAt(line).endsWith(CLOSE)) return false
        if (!silent) state.line = line + 1
        return true
      }
      return false
    },
    { alt: ['paragraph', 'reference', 'blockquote', 'list'] },
  )
}
