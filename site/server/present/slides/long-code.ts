import { includedCode } from '#checker'
import type { Slide } from './slides.ts'

/** So many lines of code can be read from the last row. */
const MOST_LINES = 19
/** A longer line is wrapped. */
const MOST_COLUMNS = 88
/** By so many lines a piece may be longer or shorter than the others, for a better place to cut. */
const LEEWAY = 5

/** Slides with included code that is too long for one, as several that follow each other; the others as they are. */
export function withShortCode(root: string, slides: readonly Slide[]): Slide[] {
  return slides.flatMap((slide) => {
    const place = /^<<< (\S+)$/.exec(slide.shown)?.[1]
    const included = slide.kind === 'code' && place !== undefined ? includedCode(root, place) : undefined
    if (included?.kind !== 'code') return [slide]
    const pieces = piecesOf(included.code)
    if (pieces.length < 2) return [slide]
    return pieces.map((piece, index) => ({
      ...slide,
      words: index === 0 ? slide.words : '',
      shown: fenced(piece),
      notes: index === 0 ? slide.notes : '',
    }))
  })
}

/** Code in pieces that fit on a slide, cut where it is least torn: no line is lost, and blank lines at a cut stay with what is before. */
export function piecesOf(code: string): string[] {
  const lines = code.replace(/\n+$/, '').split('\n')
  const count = Math.ceil((heightOf(lines) - 2) / MOST_LINES)
  if (count < 2) return [code]
  const cut = bestCut(lines, lines.length / count)
  return [lines.slice(0, cut).join('\n'), ...piecesOf(lines.slice(cut).join('\n'))]
}

/** The line to begin the next piece with, near one. */
function bestCut(lines: readonly string[], near: number): number {
  const from = Math.max(1, Math.ceil(near - LEEWAY))
  const choices = Array.from({ length: 2 * LEEWAY }, (_, index) => from + index).filter((line) => line < lines.length)
  const badness = (line: number) => tornBy(lines, line) + Math.abs(line - near) / 4
  return choices.reduce((best, line) => (badness(line) < badness(best) ? line : best), choices[0] ?? 1)
}

/** How bad it is to cut before a line: best behind a blank one, else where little is open; never between a comment and its code. */
function tornBy(lines: readonly string[], line: number): number {
  const [before = '', after = ''] = [lines[line - 1], lines[line]]
  if (after.trim() === '') return 20
  if (before.trim() === '') return 0
  return Math.max(1, after.search(/\S/)) + (isComment(before) ? 20 : 0) + (/^\s*[)}\]]/.test(after) ? 10 : 0)
}

function isComment(line: string): boolean {
  return /^\s*(?:\/\/|\/?\*)/.test(line)
}

function heightOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / MOST_COLUMNS)), 0)
}

/** A fence that is longer than any in the code. */
function fenced(code: string): string {
  const fence = '`'.repeat(Math.max(3, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)))
  return `${fence}ts\n${code}\n${fence}`
}
