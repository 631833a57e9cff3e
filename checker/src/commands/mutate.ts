import { distance } from 'fastest-levenshtein'
import { type Exercise, catalog } from '../catalog/index.ts'
import { mutate } from '../dev/mutate.ts'
import { mutators } from '../dev/mutate/mutators/index.ts'
import { UsageError } from '../errors/index.ts'
import { definitionOf } from '../grading/bundle.ts'
import { drawSeed } from '../grading/seed.ts'
import { visible } from '../report/visible.ts'
import { sweep } from '../runner/index.ts'
import type { CommandContext } from './context.ts'

export interface MutateArguments {
  readonly mutator?: string
  readonly file?: string
  readonly seed?: number
  readonly list?: boolean
  readonly docs?: boolean
}

/** Grades mutants of the solutions, or of the exercises that are named. */
export async function mutateCommand(
  words: readonly string[],
  { mutator, file, seed = drawSeed(), list, docs }: MutateArguments,
  context: CommandContext,
): Promise<number> {
  const { root, bundle, say, signal, atEnd } = context
  const exercises = words.map((word) => catalog(root).find(word))
  if (docs && (words.length > 0 || mutator !== undefined || file !== undefined))
    throw new UsageError('--docs goes with all exercises and all mutants.', {
      code: 'docs-of-some',
      fix: 'npm run mutate -- --docs',
    })
  if (mutator !== undefined)
    known(
      'mutator',
      mutator,
      mutators.map(({ name }) => name),
    )
  if (file !== undefined) known('program', file, await programsOf(exercises, context))
  await sweep(root)
  const print = (line: string) => process.stdout.write(`${visible(line)}\n`)
  return mutate({ root, bundle, say, signal, atEnd, exercises, mutator, file, seed, list, docs, print })
}

async function programsOf(exercises: readonly Exercise[], { root, bundle }: CommandContext): Promise<string[]> {
  const asked = exercises.length > 0 ? exercises : catalog(root).exercises
  const definitions = await Promise.all(asked.map((exercise) => definitionOf(bundle, exercise)))
  return [...new Set(definitions.flatMap(({ programs }) => Object.keys(programs)))]
}

function known(what: string, name: string, names: readonly string[]): void {
  if (names.includes(name)) return
  const nearest = names.toSorted((a, b) => distance(name, a) - distance(name, b))[0]
  throw new UsageError(`There is no ${what} "${name}" here.`, {
    code: `unknown-${what}`,
    fix: `Did you mean ${nearest}? There are: ${names.join(', ')}.`,
  })
}
