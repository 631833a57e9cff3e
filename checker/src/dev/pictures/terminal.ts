import type { IBufferCell, Terminal } from '@xterm/headless'

export type Colour = 'red' | 'green' | 'yellow' | 'cyan'

/** A stretch of a line that looks the same all through. */
export interface Span {
  readonly text: string
  readonly colour?: Colour
  readonly bold: boolean
  readonly dim: boolean
}

export interface Line {
  readonly spans: readonly Span[]
  /** Columns up to the last sign; one may take two. */
  readonly columns: number
}

/** Of the 16 colours of terminals those that reports use, by their numbers (ECMA-48, SGR 30 to 37). */
const COLOURS: Readonly<Record<number, Colour>> = { 1: 'red', 2: 'green', 3: 'yellow', 6: 'cyan' }
/** More than any picture shows: what scrolled away would be lacking. */
const ROWS = 200

/** The command line that runs another on a pseudo-terminal of so many columns: script(1) of util-linux, which keeps its exit code. */
export function onTerminal(line: readonly string[], columns: number): string[] {
  const quoted = line.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ')
  return ['script', '-qefc', `stty cols ${columns} rows 24; exec ${quoted}`, '/dev/null']
}

/** What stands on a terminal of so many columns when a program has written this, without blank lines at either end. */
export async function screenOf(output: string, columns: number): Promise<Line[]> {
  const { default: xterm } = await import('@xterm/headless')
  const terminal = new xterm.Terminal({ cols: columns, rows: ROWS, allowProposedApi: true })
  await new Promise<void>((resolve) => terminal.write(output, resolve))
  const lines = Array.from({ length: ROWS }, (_, row) => lineOf(terminal, row))
  terminal.dispose()
  const first = lines.findIndex((line) => line.columns > 0)
  return lines.slice(Math.max(0, first), lines.findLastIndex((line) => line.columns > 0) + 1)
}

function lineOf(terminal: Terminal, row: number): Line {
  const buffer = terminal.buffer.active
  const line = buffer.getLine(buffer.baseY + row)
  const cells = Array.from({ length: terminal.cols }, (_, column) => line?.getCell(column)).filter(
    (cell) => cell !== undefined,
  )
  const columns = cells.findLastIndex((cell) => cell.getChars().trim() !== '') + 1
  const spans: Span[] = []
  for (const cell of cells.slice(0, columns)) {
    // The second half of a sign that takes two columns.
    if (cell.getWidth() === 0) continue
    const next = spanOf(cell)
    const last = spans.at(-1)
    if (last && looksLike(last, next)) spans[spans.length - 1] = { ...last, text: last.text + next.text }
    else spans.push(next)
  }
  return { spans, columns }
}

function spanOf(cell: IBufferCell): Span {
  const colour = cell.isFgPalette() ? COLOURS[cell.getFgColor()] : undefined
  return { text: cell.getChars() || ' ', bold: cell.isBold() !== 0, dim: cell.isDim() !== 0, ...(colour && { colour }) }
}

function looksLike(a: Span, b: Span): boolean {
  return a.colour === b.colour && a.bold === b.bold && a.dim === b.dim
}
