import type { MarkdownIt, StateBlock } from 'markdown-it'

/**
 * The one HTML that lessons have, a question with its answer: lines `<details>`, `<summary>…</summary>`, Markdown, `</details>`. Any
 * other HTML stays text.
 */
export function details(markdown: MarkdownIt): void {
  markdown.block.ruler.before('fence', 'details', readDetails, {
    alt: ['paragraph', 'reference', 'blockquote', 'list'],
  })
}

function readDetails(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const lineAt = (line: number) => state.getLines(line, line + 1, state.blkIndent, false).trim()
  if (lineAt(startLine) !== '<details>' || startLine + 1 >= endLine) return false
  const [, summary] = /^<summary>(.+)<\/summary>$/.exec(lineAt(startLine + 1)) ?? []
  let close = startLine + 2
  while (close < endLine && lineAt(close) !== '</details>') close += 1
  if (summary === undefined || close >= endLine) return false
  if (silent) return true

  state.push('details_open', 'details', 1)
  state.push('summary_open', 'summary', 1)
  const inline = state.push('inline', '', 0)
  inline.content = summary
  inline.map = [startLine + 1, startLine + 2]
  inline.children = []
  state.push('summary_close', 'summary', -1)
  const { lineMax } = state
  state.lineMax = close
  state.md.block.tokenize(state, startLine + 2, close)
  state.lineMax = lineMax
  state.push('details_close', 'details', -1)
  state.line = close + 1
  return true
}
