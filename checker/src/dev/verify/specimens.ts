import { cpSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Exercise, type ExerciseDefinition, foldersOf } from '../../catalog/index.ts'
import type { Source } from '../../grading/programs.ts'

/** Programs that are graded to prove the checker, and what has to come of it. */
export interface Specimen {
  /** `03-simple-practice wrong/no-key/forgotten`. */
  readonly name: string
  readonly exercise: Exercise
  readonly source: Source
  /** The parts of the programs that differ from the solution's; undefined: all. */
  readonly parts?: readonly number[]
  readonly kind: 'stub' | 'solution' | 'right' | 'wrong'
  /** Of a wrong program: the belief that it holds. */
  readonly belief?: string
}

/**
 * The stub, the solution, each correct program in another style and each wrong one of an exercise. Specimens hold only the
 * files that differ from the solution; the whole programs are laid out under `folder`.
 */
export function collectSpecimens(
  root: string,
  exercise: Exercise,
  { programs }: ExerciseDefinition,
  folder: string,
): Specimen[] {
  const { hidden, solution } = foldersOf(root, exercise.id)
  const allParts = exercise.parts.map(({ number }) => number)
  const named = (name: string) => ({ name: `${exercise.id} ${name}`, exercise })
  const partsOf = (path: string) => readdirSync(join(hidden, path)).flatMap((name) => programs[name] ?? allParts)
  const over = (path: string): Pick<Specimen, 'source' | 'parts'> => {
    const dir = join(folder, exercise.id, path)
    mkdirSync(dir, { recursive: true })
    for (const layer of [solution, join(hidden, path)]) cpSync(layer, dir, { recursive: true })
    return { source: { kind: 'from', dir }, parts: [...new Set(partsOf(path))] }
  }
  return [
    { ...named('stub'), kind: 'stub', source: { kind: 'from', dir: foldersOf(root, exercise.id).exercise } },
    { ...named('solution'), kind: 'solution', source: { kind: 'solution' } },
    ...subfolders(join(hidden, 'right')).map((style): Specimen => {
      const path = `right/${style}`
      return { ...named(path), kind: 'right', ...over(path) }
    }),
    ...subfolders(join(hidden, 'wrong')).flatMap((belief) =>
      subfolders(join(hidden, 'wrong', belief)).map((variant): Specimen => {
        const path = `wrong/${belief}/${variant}`
        return { ...named(path), kind: 'wrong', belief, ...over(path) }
      }),
    ),
  ]
}

/** Names of the folders in a folder, sorted; none when it is not there. */
export function subfolders(path: string): string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return []
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}
