import { type Pens, type Style, pensOf } from '../../report/style.ts'
import { columns, hanging, lines, visibleAll, withCode } from '../../report/text.ts'
import type { Explanation } from './explain.ts'
import { type Glyphs, glyphsOf, graphLine, laneHeader, pitchFor, restLine } from './graph-lines.ts'
import { type Lifeline, lifelinesOf } from './lifelines.ts'
import type { Picture, Row, StepRow } from './picture.ts'
import { LEGEND, damageIn, headlinesOf, momentNotes } from './said.ts'

/** Beside the graph there must be so much for words. */
const LEAST_WORDS = 24
const MARK_COLUMNS = 4

/** An explanation for people at a terminal, as lines that end in a line feed and are no wider than the style. */
export function renderExplanation(explanation: Explanation, style: Style): string {
  const safe = visibleAll(explanation, style)
  const sections = [
    headLines(safe, style),
    graphLines(safe.picture, style),
    legendLines(safe.picture, style),
    momentLines(safe, style),
    otherLines(safe, style),
  ]
  const shown = sections.filter((section) => section.length > 0).map((section) => `${section.join('\n')}\n`)
  return `\n${shown.join('\n')}\n`
}

function headLines({ result, test, endedAt }: Explanation, style: Style): string[] {
  const { bold, red, green, yellow, dim, sign } = pensOf(style)
  const { title, run, saw, expected, belief, because, note } = headlinesOf({ result, test, endedAt })
  const mark = test.status === 'fail' ? red(sign.failed) : green(sign.passed)
  const text = (words: string) => hanging('   ', withCode(plain(words, style), style), style.width)
  return [
    ...hanging(' ', bold(title), style.width),
    ...hanging(' ', dim(plain(run, style)), style.width),
    '',
    ...hanging(` ${mark} `, bold(test.name), style.width),
    ...[saw, expected].flatMap((words) => (words === undefined ? [] : text(words))),
    ...(belief === undefined ? [] : ['', ...hanging('   ', yellow(plain(belief, style)), style.width)]),
    ...(because === undefined ? [] : text(because)),
    ...(note === undefined ? [] : text(note)),
  ]
}

function graphLines(picture: Picture, style: Style): string[] {
  const pens = pensOf(style)
  const glyphs = glyphsOf(style)
  const times = picture.rows.flatMap((row) => (row.kind === 'step' ? [timeOf(row.at).length] : []))
  const timeColumns = Math.max(4, ...times)
  const left = MARK_COLUMNS + timeColumns + 2
  const pitch = pitchFor(picture.lanes, { width: style.width, left, leastWords: LEAST_WORDS })
  const lifelines = lifelinesOf(picture)
  const header = laneHeader(picture.lanes, { pitch, glyphs, left, width: style.width })
  const title = `${' '.repeat(MARK_COLUMNS)}${pens.dim('ms'.padStart(timeColumns))}`
  const rows = picture.rows.flatMap((row, index) => {
    const life = lifelines[index] ?? { before: [], after: [] }
    return rowLines(row, life, { pitch, glyphs, pens, style, timeColumns, lanes: picture.lanes.length })
  })
  return [...header.map((line, index) => (index === header.length - 1 ? title + line.slice(left - 2) : line)), ...rows]
}

interface RowOptions {
  readonly pitch: number
  readonly glyphs: Glyphs
  readonly pens: Pens
  readonly style: Style
  readonly timeColumns: number
  readonly lanes: number
}

function rowLines(row: Row, life: Lifeline, options: RowOptions): string[] {
  const { pens, style, timeColumns, glyphs } = options
  const left = MARK_COLUMNS + timeColumns + 2
  const graphColumns = (options.lanes - 1) * options.pitch + 1
  const room = Math.max(LEAST_WORDS, style.width - left - graphColumns - 2)
  if (row.kind === 'rest') {
    const words = lines(plain(row.words, style), room)
    return words.map((line) => `${' '.repeat(left)}${pens.dim(`${restLine(life.before, options)}  ${line}`)}`)
  }
  const colour = rowColour(row, pens)
  const words = lines(plain(row.words, style), room)
  const head = `${markOf(row, options)}${pens.dim(timeOf(row.at).padStart(timeColumns))}  `
  return words.map((line, index) => {
    if (index === 0) return `${head}${colour(graphLine(row, life, options))}  ${colour(line)}`
    return `${' '.repeat(left)}${restLine(life.after, { ...options, glyphs: { ...glyphs, gap: glyphs.line } })}  ${colour(line)}`
  })
}

function rowColour({ mark, failed }: StepRow, { bold, red, yellow }: Pens): (text: string) => string {
  if (mark === 1) return (text) => bold(red(text))
  if (mark !== undefined) return red
  return failed ? yellow : (text) => text
}

function markOf({ mark }: StepRow, { pens, glyphs }: RowOptions): string {
  if (mark === undefined) return ' '.repeat(MARK_COLUMNS)
  return pens.bold(pens.red(`${mark === 1 ? glyphs.look : ' '}${String(mark).padStart(2)} `))
}

function legendLines(picture: Picture, style: Style): string[] {
  const { rows } = picture
  const { dim } = pensOf(style)
  const glyphs = glyphsOf(style)
  const steps = rows.filter((row) => row.kind === 'step')
  const used = LEGEND.filter(({ applies }) => steps.some(applies))
  const items = used.map(({ key, words }) => `${glyphs[key]} ${words}`)
  const counted = rows.some(({ kind }) => kind === 'rest') ? [`${glyphs.gap} counted, not drawn`] : []
  const damage = damageIn(picture)
  const broken = damage === undefined ? [] : hanging(' ', damage, style.width)
  return [...inColumns([...items, ...counted], style.width).map((line) => dim(` ${line}`)), ...broken]
}

/** As many on a line as fit, none broken. */
function inColumns(items: readonly string[], width: number): string[] {
  const rows: string[] = []
  for (const item of items) {
    const last = rows.at(-1)
    if (last === undefined || columns(last) + columns(item) + 4 > width) rows.push(item)
    else rows[rows.length - 1] = `${last}   ${item}`
  }
  return rows
}

function momentLines({ picture, test }: Explanation, style: Style): string[] {
  const { bold, red } = pensOf(style)
  const glyphs = glyphsOf(style)
  const notes = momentNotes(picture, test)
  if (notes.length === 0) return []
  const width = Math.max(...notes.map(({ when }) => columns(when)))
  return [
    bold(' Where to look'),
    ...notes.flatMap(({ number, when, words }) => {
      const label = number === undefined ? '    ' : `${number === 1 ? glyphs.look : ' '}${String(number).padStart(2)} `
      return hanging(` ${red(label)}${when.padEnd(width)}  `, plain(words, style), style.width)
    }),
  ]
}

function otherLines({ others, result }: Explanation, style: Style): string[] {
  const { bold, cyan } = pensOf(style)
  if (others.length === 0) return []
  const command = (name: string) => `npm run explain ${result.id.slice(0, 2)} -- --test ${JSON.stringify(name)}`
  return [bold(' Failed as well'), ...others.map((name) => `   ${cyan(command(name))}`)]
}

function timeOf(at: number): string {
  return String(Math.round(at))
}

/** Words of ours, with the typography that the style can show. */
function plain(text: string, style: Style): string {
  return visibleAll(text, style)
}
