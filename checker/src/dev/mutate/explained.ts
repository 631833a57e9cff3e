import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { CheckerBug } from '../../errors/index.ts'
import type { Mutant } from './generate.ts'

export const EXPLAINED_FILE = 'checker/mutants-that-survive.json'

const Explained = Type.Object(
  {
    exercise: Type.String(),
    file: Type.String(),
    mutator: Type.String(),
    /** The lines that differ, as a mutant has them; one line where they are many: the first. */
    was: Type.String(),
    now: Type.String(),
    /** `as right`: it does all that the task asks; such mutants do not count. `not graded`: it is a mistake, and is let pass. */
    because: Type.Union([Type.Literal('as right'), Type.Literal('not graded')]),
    /** In words, for docs/trust.md. */
    why: Type.String({ minLength: 1 }),
  },
  { additionalProperties: false },
)

/** A mutant that is known to survive, and why that is right. */
export type Explained = Static<typeof Explained>

/** The mutants that may survive. Throws `CheckerBug` where the file is not as it must be. */
export function readExplained(root: string): readonly Explained[] {
  const schema = Type.Array(Explained)
  const entries = parsed(readFileSync(join(root, EXPLAINED_FILE), 'utf8'))
  if (Value.Check(schema, entries)) return entries
  const first = Value.Errors(schema, entries).First()
  throw malformed(`${first?.path ?? ''}: ${first?.message ?? 'unexpected'}`)
}

/** Whether an entry is about this mutant. */
export function isAbout(entry: Explained, exercise: string, { file, mutator, was, now }: Mutant): boolean {
  return (
    entry.exercise === exercise &&
    entry.file === file &&
    entry.mutator === mutator &&
    entry.was === (was[0] ?? '') &&
    entry.now === (now[0] ?? '')
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw malformed((error as Error).message)
  }
}

function malformed(what: string): CheckerBug {
  return new CheckerBug(`${EXPLAINED_FILE} is not as it must be: ${what}`, {
    code: 'mutants-malformed',
    fix: 'Each entry has exercise, file, mutator, was, now, because ("as right" or "not graded") and why.',
  })
}
