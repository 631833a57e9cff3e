import stringWidth from 'string-width'
import type { Line, Span } from './terminal.ts'

/** Of a monospaced font of 14 pixels, as most systems have it. */
const COLUMN_PX = 8.4
const ROW_PX = 18
const MARGIN_PX = 16

const STYLE = `
    text { fill: #1f2328; }
    .card { fill: #f6f8fa; stroke: #d0d7de; }
    .bold { font-weight: 600; }
    .dim { fill: #57606a; }
    .red { fill: #cf222e; }
    .green { fill: #1a7f37; }
    .yellow { fill: #9a6700; }
    .cyan { fill: #1b7c83; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .card { fill: #161b22; stroke: #30363d; }
      .dim { fill: #9198a1; }
      .red { fill: #ff7b72; }
      .green { fill: #3fb950; }
      .yellow { fill: #d29922; }
      .cyan { fill: #56d4dd; }
    }`

/**
 * A terminal as a picture, for light and dark pages alike. Its text can be selected; it is as wide as its columns, whichever font
 * is there, so that frames close.
 */
export function terminalSvg(lines: readonly Line[], { title, columns }: { title: string; columns: number }): string {
  const width = Math.ceil(columns * COLUMN_PX + 2 * MARGIN_PX)
  const height = lines.length * ROW_PX + 2 * MARGIN_PX
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title" font-family="ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
  <title id="title">${escaped(title)}</title>
  <style>${STYLE}
  </style>
  <rect class="card" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${lines.flatMap((line, row) => textsOf(line, MARGIN_PX + (row + 0.75) * ROW_PX)).join('\n')}
</svg>
`
}

/** A `<text>` for each piece that looks the same and has no gap in it: each stands in its own column, whatever the font. */
function textsOf({ spans }: Line, y: number): string[] {
  let column = 0
  return spans.flatMap((span) => {
    const start = column
    column += stringWidth(span.text)
    return [...span.text.matchAll(/\S+(?: \S+)*/g)].map((piece) => {
      const before = stringWidth(span.text.slice(0, piece.index))
      return textOf({ ...span, text: piece[0] }, start + before, y)
    })
  })
}

function textOf({ text, colour, bold, dim }: Span, column: number, y: number): string {
  const classes = [colour, bold && 'bold', dim && 'dim'].filter(Boolean).join(' ')
  const columns = stringWidth(text)
  const length = columns > 1 ? ` textLength="${pixels(columns)}" lengthAdjust="spacingAndGlyphs"` : ''
  return `  <text x="${pixels(column) + MARGIN_PX}" y="${y}"${classes && ` class="${classes}"`}${length}>${escaped(text)}</text>`
}

/** Of a number of columns, without digits that only binary fractions have. */
function pixels(columns: number): number {
  return Math.round(columns * COLUMN_PX * 10) / 10
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
