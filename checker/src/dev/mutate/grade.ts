import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Exercise, foldersOf } from '../../catalog/index.ts'
import type { Grader } from '../../grading/grader.ts'
import type { Mutant } from './generate.ts'

/** A mutant of an exercise's solution, with the parts that its program belongs to. */
export interface Candidate {
  readonly exercise: Exercise
  readonly mutant: Mutant
  readonly parts: readonly number[]
}

/** What came of grading one. */
export interface Graded extends Candidate {
  readonly outcome: 'killed' | 'survived' | 'ungradable'
  /** The beliefs that findings named, the headline's first. */
  readonly named: readonly string[]
  /** Why it is ungradable. */
  readonly fault?: string | undefined
  readonly ms: number
}

export interface GradeOptions {
  readonly root: string
  readonly seed: number
  /** Where programs are laid out. */
  readonly folder: string
}

/** Grades a mutant with the hidden tests: the solution, with the one file that is changed. */
export async function gradeMutant(grader: Grader, candidate: Candidate, options: GradeOptions): Promise<Graded> {
  const { exercise, mutant, parts } = candidate
  const { root, seed, folder } = options
  const dir = mkdtempSync(join(folder, `${exercise.slug}-`))
  cpSync(foldersOf(root, exercise.id).solution, dir, { recursive: true })
  writeFileSync(join(dir, mutant.file), mutant.source)
  const result = await grader.grade({ exercise, source: { kind: 'from', dir }, parts, seed })
  rmSync(dir, { recursive: true, force: true })
  const headline = result.headline?.belief
  const named = result.tests.flatMap(({ finding }) => finding?.belief ?? [])
  return {
    ...candidate,
    outcome: outcomeOf(result),
    named: [...new Set([...(headline === undefined ? [] : [headline]), ...named])],
    fault: result.fault,
    ms: result.ms,
  }
}

/** A bonus is no part of an exercise's status, and here it counts. */
function outcomeOf({ status, parts }: Awaited<ReturnType<Grader['grade']>>): Graded['outcome'] {
  if (status === 'ungradable') return 'ungradable'
  return parts.every((part) => part.status === 'passed') ? 'survived' : 'killed'
}
