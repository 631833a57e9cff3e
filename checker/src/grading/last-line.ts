import { isDeepStrictEqual } from 'node:util'
import { type OfThisClaim, claim } from './outcomes.ts'
import type { Program } from './program.ts'

/** A program may print a line of any length. */
const SHOWN_CHARACTERS = 200

interface LastLineOptions extends OfThisClaim {
  /** What helps to understand the difference, said behind what was expected. */
  readonly hint?: string
}

/** Claims that the last line of the program's standard output is this value as JSON; tells JSON apart from what only looks like it. */
export function claimLastLine(program: Program, value: unknown, { hint, ...more }: LastLineOptions = {}): void {
  const { lastLine, lastJson } = program
  const shown = lastLine?.slice(0, SHOWN_CHARACTERS)
  const line = lastJson === undefined ? `the last line is not JSON: ${shown}` : `the last line ${shown}`
  claim(isDeepStrictEqual(lastJson, value), {
    saw: lastLine === undefined ? 'nothing on standard output' : line,
    expected: `the last line ${JSON.stringify(value)}${hint === undefined ? '' : `; ${hint}`}`,
    ...more,
  })
}
