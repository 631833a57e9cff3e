import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { linesOf } from './run-notes.ts'

/** In the run's folder, a line for each: what was seen of a broker or machine that is not well. The Grader reads it. */
const ODDITIES_FILE = 'oddities.txt'
/** In the run's folder, once the broker has been silent for seconds: why no further scene need find that out for itself. */
const SILENCE_FILE = 'silence.txt'

/** Notes something that a learner's program is not to be blamed for before a known-good one has been graded too. */
export function noteOddity(runFolder: string, what: string): void {
  appendFileSync(join(runFolder, ODDITIES_FILE), `${what}\n`)
}

/** Those of a run, in the order in which they were seen; what two scenes saw, perhaps with other numbers, once. */
export function odditiesOf(runFolder: string): readonly string[] {
  const lines = linesOf(runFolder, ODDITIES_FILE)
  const kinds = lines.map(kindOf)
  return lines.filter((_, index) => kinds.indexOf(kinds[index] ?? '') === index)
}

/** Whether two lines tell the same, perhaps with other numbers. */
export function isSameOddity(one: string, other: string): boolean {
  return kindOf(one) === kindOf(other)
}

function kindOf(line: string): string {
  return line.replaceAll(/[\d.]+/g, '')
}

/** Notes that the broker is silent, and why that is known. */
export function noteSilence(runFolder: string, why: string): void {
  writeFileSync(join(runFolder, SILENCE_FILE), why)
}

/** Why the broker of a run is taken for silent; undefined where it is not. */
export function silenceOf(runFolder: string): string | undefined {
  return linesOf(runFolder, SILENCE_FILE).join('\n') || undefined
}
