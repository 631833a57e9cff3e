import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'
import { type Style, pensOf } from './style.ts'
import { visible } from './visible.ts'

/** Typography of our own texts for terminals that show ASCII only. */
const PLAIN: Readonly<Record<string, string>> = {
  '–': '-',
  '—': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '…': '...',
  '→': '->',
  '×': 'x',
  '·': '-',
  ' ': ' ',
}

/** Strings anywhere in plain data, made visible; typography too where a style is ASCII only. */
export function visibleAll<T>(data: T, style: Style): T {
  if (typeof data === 'string') return shown(data, style) as T
  if (Array.isArray(data)) return data.map((item: unknown) => visibleAll(item, style)) as T
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, visibleAll<unknown>(value, style)])) as T
}

function shown(text: string, { unicode }: Style): string {
  const safe = visible(text)
  return unicode ? safe : safe.replace(/[–—‘’“”…→×· ]/g, (sign) => PLAIN[sign] ?? sign)
}

/** Breaks visible text into lines of at most `width` columns; its own line breaks and indents stay. */
export function lines(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => {
    const indent = /^ */.exec(line)?.[0].slice(0, Math.max(0, width - 10)) ?? ''
    const wrapped = wrapAnsi(line.trimStart(), Math.max(1, width - indent.length), { hard: true, trim: true })
    return wrapped.split('\n').map((piece) => (indent + piece).trimEnd())
  })
}

/** `lines` with a first line that begins with `head` and others indented as far. */
export function hanging(head: string, text: string, width: number): string[] {
  const indent = columns(head)
  return lines(text, width - indent).map((line, index) => (index === 0 ? head + line : ' '.repeat(indent) + line))
}

/** `left` and `right` at the two ends of lines of `width` columns; `left` is wrapped beside it, with a hanging `head`. */
export function ends(head: string, left: string, right: string, width: number): string[] {
  const wrapped = hanging(head, left, width - columns(right) - 2)
  const first = wrapped[0] ?? ''
  const gap = ' '.repeat(Math.max(2, width - columns(first) - columns(right)))
  return [first + (right ? gap + right : ''), ...wrapped.slice(1)]
}

/** Columns that a text takes, colours aside. */
export function columns(text: string): number {
  return stringWidth(text)
}

/** Code in backticks: coloured where there is colour, else left as it is written. */
export function withCode(text: string, style: Style): string {
  if (!style.color) return text
  const { cyan } = pensOf(style)
  return text.replace(/`([^`\n]+)`/g, (_, code: string) => cyan(code))
}
