import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** In the run's folder, a line for each: what was seen of a broker or machine that is not well. The Grader reads it. */
const ODDITIES_FILE = 'oddities.txt'

/** Notes something that a learner's program is not to be blamed for before a known-good one has been graded too. */
export function noteOddity(runFolder: string, what: string): void {
  appendFileSync(join(runFolder, ODDITIES_FILE), `${what}\n`)
}

/** Those of a run, in the order in which they were seen; what two scenes saw, once. */
export function odditiesOf(runFolder: string): readonly string[] {
  try {
    return [...new Set(readFileSync(join(runFolder, ODDITIES_FILE), 'utf8').split('\n').filter(Boolean))]
  } catch {
    return []
  }
}
