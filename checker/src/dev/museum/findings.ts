import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type Exercise, foldersOf } from '../../catalog/index.ts'
import { CheckerBug } from '../../errors/index.ts'

/** How a wrong program was caught: the finding that came first, with the numbers of the run of this seed. */
export interface Caught {
  readonly seed: number
  readonly part: number
  readonly test: string
  readonly saw: string
  readonly expected: string
  /** The belief's text, told. */
  readonly because: string
}

/** Of an exercise: how each of its wrong programs is caught, by `belief/variant`. */
export type Findings = Readonly<Record<string, Caught>>

const FILE = 'findings.json'
const WRITE = 'npm run verify -- --docs writes it.'

/** Where an exercise keeps them: the one home of what the museum and docs/misconceptions.md say of its wrong programs. */
export function findingsFile(root: string, { id }: Exercise): string {
  return `${foldersOf(root, id).hidden}/${FILE}`
}

/** None where they have not been written yet; throws `CheckerBug` for a file that is no JSON. */
export function readFindings(root: string, exercise: Exercise): Findings {
  const file = findingsFile(root, exercise)
  if (!existsSync(file)) return {}
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Findings
  } catch (cause) {
    throw new CheckerBug(`${file} cannot be read.`, { code: 'findings-malformed', fix: WRITE, cause })
  }
}

/** Writes them in the order of their names, as prettier has JSON. */
export function writeFindings(root: string, exercise: Exercise, findings: Findings): void {
  const sorted = Object.fromEntries(Object.entries(findings).sort(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(findingsFile(root, exercise), `${JSON.stringify(sorted, null, 2)}\n`)
}
