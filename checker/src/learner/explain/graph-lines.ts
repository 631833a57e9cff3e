import type { Style } from '../../report/style.ts'
import { columns } from '../../report/text.ts'
import { cut } from './cut.ts'
import type { Lane } from './draft.ts'
import type { Lifeline } from './lifelines.ts'
import type { StepRow } from './picture.ts'

const GLYPHS = {
  line: ['│', '|'],
  gap: ['┊', ':'],
  dash: ['─', '-'],
  cross: ['┼', '+'],
  right: ['►', '>'],
  left: ['◄', '<'],
  act: ['●', 'o'],
  begin: ['┬', '='],
  end: ['┴', '='],
  death: ['✘', 'x'],
  look: ['►', '>'],
  message: ['●──►', 'o-->'],
} as const

/** The signs of a graph: those of a style. */
export type Glyphs = Readonly<Record<keyof typeof GLYPHS, string>>

export function glyphsOf({ unicode }: Style): Glyphs {
  const chosen = Object.entries(GLYPHS).map(([name, [sign, plain]]) => [name, unicode ? sign : plain])
  return Object.fromEntries(chosen) as Glyphs
}

const WIDEST_PITCH = 8
const NARROWEST_PITCH = 2

/** Columns from one lane to the next: as many as leave room for words, and for names side by side where there is much room. */
export function pitchFor(
  lanes: readonly Lane[],
  { width, left, leastWords }: { width: number; left: number; leastWords: number },
): number {
  const gaps = Math.max(1, lanes.length - 1)
  const sideBySide = Math.max(...lanes.map(({ name }) => columns(name))) + 2
  if (left + gaps * sideBySide + sideBySide + 2 * leastWords <= width) return sideBySide
  const room = Math.floor((width - left - 2 - Math.max(leastWords, Math.floor(width * 0.52))) / gaps)
  return Math.max(NARROWEST_PITCH, Math.min(WIDEST_PITCH, room))
}

/** Names above their lanes: side by side where they fit, else as steps, each on a line of its own. */
export function laneHeader(
  lanes: readonly Lane[],
  { pitch, glyphs, left, width }: { pitch: number; glyphs: Glyphs; left: number; width: number },
): string[] {
  const indent = ' '.repeat(left)
  if (lanes.every(({ name }, index) => index === lanes.length - 1 || columns(name) < pitch)) {
    const names = lanes.map(({ name }, index) =>
      index === lanes.length - 1 ? name : name + ' '.repeat(pitch - columns(name)),
    )
    return [indent + names.join('')]
  }
  const steps = lanes.map(({ name }, index) => {
    const before = `${glyphs.line}${' '.repeat(pitch - 1)}`.repeat(index)
    return indent + before + cut(name, Math.max(4, width - left - index * pitch), '..')
  })
  return [...steps, indent + lanes.map(() => glyphs.line).join(' '.repeat(pitch - 1))]
}

/** The lanes beside words that go on, or beside what is counted. */
export function restLine(alive: readonly boolean[], { pitch, glyphs }: { pitch: number; glyphs: Glyphs }): string {
  return alive.map((is) => (is ? glyphs.gap : ' ')).join(' '.repeat(pitch - 1))
}

/** The lanes at one step: its sign, and its arrow across those between. */
export function graphLine(
  { from, to, sign }: Pick<StepRow, 'from' | 'to' | 'sign'>,
  { before, after }: Lifeline,
  { pitch, glyphs }: { pitch: number; glyphs: Glyphs },
): string {
  const cells = before.map((is, lane) => (is || after[lane] ? glyphs.line : ' '))
  const gaps = before.slice(1).map(() => ' '.repeat(pitch - 1))
  if (from !== undefined) cells[from] = glyphs[sign]
  if (from !== undefined && to !== undefined && from !== to) {
    const [low, high] = from < to ? [from, to] : [to, from]
    for (let lane = low + 1; lane < high; lane++) cells[lane] = cells[lane] === ' ' ? glyphs.dash : glyphs.cross
    for (let gap = low; gap < high; gap++) gaps[gap] = glyphs.dash.repeat(pitch - 1)
    cells[to] = from < to ? glyphs.right : glyphs.left
  }
  return cells.map((cell, lane) => cell + (gaps[lane] ?? '')).join('')
}
