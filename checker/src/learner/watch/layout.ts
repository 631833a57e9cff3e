import wrapAnsi from 'wrap-ansi'
import type { Status } from '../../report/index.ts'
import { mark } from '../../report/render.ts'
import { type Style, pensOf } from '../../report/style.ts'
import { columns } from '../../report/text.ts'
import type { Size } from './terminal.ts'

export interface PartState {
  readonly number: number
  readonly status: Status | 'unknown'
  readonly grading: boolean
}

/** What is to be seen, whatever the size of the terminal. */
export interface View {
  /** `03`. */
  readonly number: string
  readonly title: string
  readonly parts: readonly PartState[]
  /** What goes on, or the verdict: one line. */
  readonly status: string
  readonly body: readonly string[]
  /** The first line of the body that is wanted in sight. */
  readonly top: number
  readonly keys: readonly (readonly [key: string, what: string])[]
}

/** From so many rows on the header has a line to itself below it, and the footer one above it. */
const ROOMY_ROWS = 16
/** Fewer rows have no place for the line that says what goes on. */
const STATUS_FROM_ROWS = 3

/** The rows of a screen, exactly as many as there are, none wider; and how far the body can be scrolled. */
export function layout(view: View, size: Size, style: Style): { rows: string[]; top: number; page: number } {
  const { columns: width, rows: height } = size
  const gap = height >= ROOMY_ROWS ? [''] : []
  const page = Math.max(0, height - 2 - Number(height >= STATUS_FROM_ROWS) - 2 * gap.length)
  const body = view.body.flatMap((line) => fitted(line, width))
  const top = Math.max(0, Math.min(view.top, body.length - page))
  const shown = body.slice(top, top + page)
  const rows = [
    header(view, width, style),
    ...(height >= STATUS_FROM_ROWS ? [statusRow(view.status, { top, page, length: body.length }, width, style)] : []),
    ...gap,
    ...shown,
    ...Array.from({ length: page - shown.length }, () => ''),
    ...gap,
    footer(view.keys, width, style),
  ]
  return { rows: rows.slice(0, height), top, page }
}

function fitted(line: string, width: number): string[] {
  return columns(line) <= width ? [line] : wrapAnsi(line, width, { hard: true, trim: false }).split('\n')
}

function header({ number, title, parts }: View, width: number, style: Style): string {
  const { bold } = pensOf(style)
  const states = parts.map((part) => partSign(part, style))
  const room = width - columns(states.join('  ')) - columns(number) - 5
  if (room < 4) return cut(`${bold(number)} ${states.join(' ')}`, width)
  const name = cut(title, room)
  const gap = ' '.repeat(room - columns(name) + 2)
  return ` ${bold(number)} ${bold(name)}${gap}${states.join('  ')}`
}

function partSign({ number, status, grading }: PartState, style: Style): string {
  const { dim, cyan } = pensOf(style)
  if (grading) return `${number} ${cyan('>')}`
  return `${number} ${status === 'unknown' ? dim('?') : mark(status, style)}`
}

function statusRow(
  status: string,
  { top, page, length }: { top: number; page: number; length: number },
  width: number,
  style: Style,
): string {
  const { dim } = pensOf(style)
  const arrows = style.unicode ? '↑↓ ' : ''
  const place = length > page && page > 0 ? `${arrows}${top + 1}-${Math.min(top + page, length)} of ${length}` : ''
  const room = width - 1 - (place === '' ? 0 : columns(place) + 3)
  if (room < 12) return cut(` ${status}`, width)
  const text = cut(status, room)
  return ` ${text}${place === '' ? '' : `${' '.repeat(room - columns(text) + 2)}${dim(place)}`}`
}

/** Keys with what they do; where there is no room for that, from the last on, by themselves. */
function footer(keys: View['keys'], width: number, style: Style): string {
  const { bold, dim } = pensOf(style)
  const items = keys.map(([key, what]) => `${bold(key)} ${dim(what)}`)
  for (let named = keys.length; named >= 0; named -= 1) {
    const row = keys.map(([key], index) => (index < named ? items[index] : bold(key)))
    const line = ` ${row.join(named > 0 ? '  ' : ' ')}`
    if (columns(line) <= width) return line
  }
  return cut(` ${keys.map(([key]) => key).join(' ')}`, width)
}

/** The beginning of a line that is too wide, with a sign that something lacks. */
function cut(line: string, width: number): string {
  if (columns(line) <= width) return line
  if (width < 1) return ''
  const [first = ''] = wrapAnsi(line, width - 1, { hard: true, trim: false, wordWrap: false }).split('\n')
  return `${first}~`
}
