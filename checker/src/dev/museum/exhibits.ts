import { join } from 'node:path'
import { type Exercise, foldersOf } from '../../catalog/index.ts'
import { subfolders } from '../verify/specimens.ts'
import { type Caught, readFindings } from './findings.ts'

/** A wrong program, and how it is caught. */
export interface Exhibit {
  readonly exercise: Exercise
  /** The belief that it holds, by the name of its file in `checker/beliefs`. */
  readonly belief: string
  readonly variant: string
  /** Its folder, absolute: the files that differ from the solution. */
  readonly folder: string
  /** Undefined while `verify -- --docs` has not graded it. */
  readonly caught: Caught | undefined
}

/** `no-key/left-out`: its name within its exercise. */
export function nameOf({ belief, variant }: Pick<Exhibit, 'belief' | 'variant'>): string {
  return `${belief}/${variant}`
}

/** All wrong programs of these exercises, in order of exercise, belief and variant. */
export function exhibitsOf(root: string, exercises: readonly Exercise[]): Exhibit[] {
  return exercises.flatMap((exercise) => {
    const findings = readFindings(root, exercise)
    const wrong = join(foldersOf(root, exercise.id).hidden, 'wrong')
    return subfolders(wrong).flatMap((belief) =>
      subfolders(join(wrong, belief)).map((variant) => ({
        exercise,
        belief,
        variant,
        folder: join(wrong, belief, variant),
        caught: findings[nameOf({ belief, variant })],
      })),
    )
  })
}
