import stringWidth from 'string-width'
import { cut } from './cut.ts'
import type { Lane } from './draft.ts'
import { escaped } from './escaped.ts'
import { type Lifeline, lifelinesOf } from './lifelines.ts'
import type { Picture, Row, StepRow } from './picture.ts'
import { LEGEND } from './said.ts'

const WIDTH = 1240
const ROW = 26
/** Where times end, with room for a mark before them. */
const TIMES = 86
/** At most so much of the width is lanes: the rest is words. */
const LANES_WIDTH = 640
const WIDEST_PITCH = 120
/** Of a character of 12 pixels, on average and a little more. */
const CHARACTER = 6.9
const WORDS_CHARACTER = 6.5
const BOLD_CHARACTER = 7.2
const HEADER_LINE = 15

interface Layout {
  /** Of the first lane. */
  readonly left: number
  readonly pitch: number
  readonly top: number
  readonly words: number
  readonly height: number
}

/** The picture as an SVG: lanes from left to right, time downwards, what happens in words at the right. */
export function pictureSvg(picture: Picture, title: string): string {
  const layout = layoutOf(picture)
  const lifelines = lifelinesOf(picture)
  const rows = picture.rows.map((row, index) => {
    const lives = livesSvg(picture.lanes, lifelines[index] ?? { before: [], after: [] }, { row: index, layout })
    return rowSvg(row, index, { layout, lives })
  })
  return `<svg viewBox="0 0 ${WIDTH} ${layout.height}" width="${WIDTH}" height="${layout.height}" role="group" aria-label="${escaped(`The run, step by step: ${title}`)}">
<g aria-hidden="true">
<text class="unit" x="${TIMES}" y="${layout.top - 12}" text-anchor="end">ms</text>
${picture.lanes.map((lane, index) => laneHeader(lane, index, layout)).join('\n')}
</g>
${rows.join('\n')}
</svg>`
}

function layoutOf({ lanes, rows }: Picture): Layout {
  const pitch = Math.min(WIDEST_PITCH, LANES_WIDTH / Math.max(1, lanes.length))
  const most = Math.max(1, ...lanes.map((lane) => nameLines(lane.name, pitch).length))
  const top = 22 + most * HEADER_LINE + 14
  const [first] = lanes
  const left =
    TIMES +
    14 +
    Math.max(14, ...(first ? nameLines(first.name, pitch) : []).map((line) => (stringWidth(line) * CHARACTER) / 2))
  const words = Math.round(left + (lanes.length - 1) * pitch + 34)
  return { left, pitch, top, words, height: top + rows.length * ROW + 12 }
}

function xOf(lane: number, { left, pitch }: Layout): number {
  return Math.round(left + lane * pitch)
}

function yOf(row: number, { top }: Layout): number {
  return top + row * ROW + ROW / 2
}

function laneHeader({ name, kind }: Lane, lane: number, layout: Layout): string {
  const lines = nameLines(name, layout.pitch)
  const x = xOf(lane, layout)
  const first = layout.top - 12 - (lines.length - 1) * HEADER_LINE
  const spans = lines.map(
    (line, index) => `<tspan x="${x}" y="${first + index * HEADER_LINE}">${escaped(line)}</tspan>`,
  )
  return `<text class="lane ${kind}" text-anchor="middle">${spans.join('')}<title>${escaped(name)}</title></text>`
}

/** A name in lines that fit above its lane, broken where it has joints. */
function nameLines(name: string, pitch: number): string[] {
  const most = Math.max(4, Math.floor((pitch - 8) / CHARACTER))
  const lines: string[] = []
  for (const piece of name.split(/(?<=[/.\- ])/)) {
    const last = lines.at(-1)
    if (last !== undefined && stringWidth(last + piece.trimEnd()) <= most) lines[lines.length - 1] = last + piece
    else lines.push(piece)
  }
  return lines.slice(0, 4).map((line) => cut(line.trimEnd(), most))
}

/** The lanes' lines beside one row, as far as they are there. */
function livesSvg(
  lanes: readonly Lane[],
  { before, after }: Lifeline,
  { row, layout }: { row: number; layout: Layout },
): string {
  const y = yOf(row, layout)
  const path = (isProcess: boolean) =>
    lanes
      .map(({ kind }, lane) => {
        const from = before[lane] ? y - ROW / 2 : y
        const to = after[lane] ? y + ROW / 2 : y
        return (kind === 'process') === isProcess && from < to ? `M${xOf(lane, layout)} ${from}V${to}` : ''
      })
      .join('')
  return [true, false]
    .map((isProcess) => [isProcess ? 'life process' : 'life', path(isProcess)] as const)
    .map(([kind, d]) => (d === '' ? '' : `<path class="${kind}" d="${d}"/>`))
    .join('')
}

function rowSvg(row: Row, index: number, { layout, lives }: { layout: Layout; lives: string }): string {
  const y = yOf(index, layout)
  const isBold = row.kind === 'step' && row.mark !== undefined
  const room = Math.floor((WIDTH - layout.words - 8) / (isBold ? BOLD_CHARACTER : WORDS_CHARACTER))
  const words = (text: string) =>
    `<text class="words" x="${layout.words}" y="${y + 4}">${escaped(cut(text, room))}</text>`
  if (row.kind === 'rest') return `<g class="rest"><title>${escaped(row.words)}</title>${lives}${words(row.words)}</g>`
  const { seq, mark, failed } = row
  const kind = [mark === 1 ? 'look' : '', mark === undefined ? '' : 'marked', failed ? 'failed' : ''].filter(Boolean)
  return `<g id="step-${seq}" class="${['step', ...kind].join(' ')}" tabindex="0" role="img" aria-labelledby="t${seq}" aria-describedby="d${seq}">
<title id="t${seq}">${escaped(spoken(row))}</title>
<desc id="d${seq}">${escaped(row.details.map(([label, text]) => `${label}: ${text}`).join('\n'))}</desc>
<rect class="band" x="2" y="${y - ROW / 2 + 1}" width="${WIDTH - 4}" height="${ROW - 2}" rx="4"/>${lives}
${markSvg(row, y)}<text class="time" x="${TIMES}" y="${y + 4}" text-anchor="end">${Math.round(row.at)}</text>
${leaderSvg(row, y, layout)}${arrowSvg(row, y, layout)}${words(row.words)}
</g>`
}

function spoken({ mark, at, words }: StepRow): string {
  return `${mark === undefined ? '' : `Moment ${mark}. `}At ${Math.round(at)} ms: ${words}`
}

function markSvg({ mark }: StepRow, y: number): string {
  if (mark === undefined) return ''
  return `<circle class="badge" cx="22" cy="${y}" r="10"/><text class="number" x="22" y="${y + 4}" text-anchor="middle">${mark}</text>\n`
}

/** A faint line from the last lane that it touches to its words. */
function leaderSvg({ from, to }: StepRow, y: number, layout: Layout): string {
  const last = Math.max(from ?? -1, to ?? -1)
  const x = last < 0 ? layout.words - 24 : xOf(last, layout) + 9
  return x < layout.words - 12 ? `<path class="leader" d="M${x} ${y}H${layout.words - 8}"/>` : ''
}

function arrowSvg({ from, to, sign }: Pick<StepRow, 'from' | 'to' | 'sign'>, y: number, layout: Layout): string {
  if (from === undefined) return ''
  const x = xOf(from, layout)
  const own = signSvg(sign, x, y)
  if (to === undefined || to === from) return own
  const [end, way] = [xOf(to, layout), to > from ? 1 : -1]
  const tip = end - way
  const head = `M${tip} ${y}l${-9 * way} -4.5v9z`
  return `<path class="arrow" d="M${x + 4 * way} ${y}H${tip - 8 * way}"/><path class="head" d="${head}"/>${own}`
}

function signSvg(sign: StepRow['sign'], x: number, y: number): string {
  switch (sign) {
    case 'act':
      return `<circle class="act" cx="${x}" cy="${y}" r="4.5"/>`
    case 'begin':
    case 'end':
      return `<path class="edge" d="M${x - 9} ${y}h18"/>`
    case 'death':
      return `<path class="death" d="M${x - 6} ${y - 6}l12 12m0 -12l-12 12"/>`
  }
}

/** The signs that occur, with what they mean. A line across ends a lane as it begins one. */
export function legendSvg({ rows }: Picture): string {
  const steps = rows.filter((row) => row.kind === 'step')
  const layout: Layout = { left: 10, pitch: 34, top: 0, words: 0, height: 0 }
  const items = LEGEND.filter(({ key, applies }) => key !== 'end' && steps.some(applies))
  return items
    .map(({ key, words }) => {
      const [to, width] = key === 'message' ? [1, 54] : [undefined, 20]
      const arrow = arrowSvg({ from: 0, to, sign: key === 'message' ? 'act' : key }, 9, layout)
      const said = key === 'begin' ? 'begins, or is over' : words
      return `<span><svg class="step" viewBox="0 0 ${width} 18" width="${width}" height="18">${arrow}</svg> ${escaped(said)}</span>`
    })
    .join('\n')
}
