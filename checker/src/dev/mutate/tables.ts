import type { Candidate, Graded } from './grade.ts'

/** Of mutants that count: those whose programs could be told from the solution. */
export interface Score {
  readonly mutants: number
  readonly killed: number
  /** Of the killed: those that were told a belief. */
  readonly named: number
  readonly survived: number
}

/** Counts; mutants that are equivalent or ungradable are to be left out before. */
export function scoreOf(graded: readonly Graded[]): Score {
  const killed = graded.filter(({ outcome }) => outcome === 'killed')
  const named = killed.filter((one) => one.named.length > 0)
  return {
    mutants: graded.length,
    killed: killed.length,
    named: named.length,
    survived: graded.length - killed.length,
  }
}

/** The share that was killed, in percent with one decimal, rounded down: 95% is never said of less. */
export function percentKilled({ mutants, killed }: Score): number {
  return mutants === 0 ? 100 : Math.floor((1_000 * killed) / mutants) / 10
}

/** A row for each group of mutants that `nameOf` makes, and one of all. */
export function scoreTable(head: string, graded: readonly Graded[], nameOf: (one: Graded) => string): string {
  const groups = Object.entries(grouped(graded, nameOf))
  const rows = groups.map(([name, own]) => [name, ...cells(scoreOf(own))])
  const all = [[head, 'mutants', 'killed', 'named', 'survived'], ...rows, ['all', ...cells(scoreOf(graded))]]
  const width = Math.max(...all.map(([name = '']) => name.length))
  return all
    .map(([name = '', ...numbers]) => `  ${name.padEnd(width)} ${numbers.map((one) => one.padStart(8)).join(' ')}`)
    .join('\n')
}

function cells(score: Score): string[] {
  return [`${score.mutants}`, `${score.killed}`, `${score.named}`, `${score.survived}`]
}

/** Where a mutant is: `03-simple-practice producer.ts:52 await-dropped`. */
export function placeOf({ exercise, mutant }: Candidate): string {
  return `${exercise.id} ${mutant.file}:${mutant.line} ${mutant.mutator}`
}

/** A mutant with the lines that differ, before and after. */
export function differenceOf(candidate: Candidate): string {
  const { was, now } = candidate.mutant
  return [placeOf(candidate), ...was.map((line) => `    - ${line}`), ...now.map((line) => `    + ${line}`)].join('\n')
}

const MARKS = { killed: '✓', survived: '✗', ungradable: '!' } as const

/** One line: what came of a mutant, and how long it took. */
export function progressOf(graded: Graded): string {
  const { outcome, named, ms } = graded
  const told = outcome === 'killed' ? `killed${named.length > 0 ? `, ${named.join(', ')}` : ''}` : outcome
  return `${MARKS[outcome]} ${placeOf(graded)}: ${told}, ${ms} ms`
}

/** As `Object.groupBy`, which Node has from 21 on. */
function grouped<T>(all: readonly T[], nameOf: (one: T) => string): Record<string, T[]> {
  const groups: Record<string, T[]> = {}
  for (const one of all) (groups[nameOf(one)] ??= []).push(one)
  return groups
}
