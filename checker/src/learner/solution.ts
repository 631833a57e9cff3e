import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type StructuredPatchHunk, structuredPatch } from 'diff'
import { type Exercise, type ExerciseDefinition, foldersOf } from '../catalog/index.ts'
import type { ExerciseSummary } from './progress/summary.ts'

/** Lines around each difference. */
const CONTEXT = 3

/** A program of the solution, and how the learner's differs from it. */
export interface Solution {
  readonly name: string
  readonly code: string
  /** From the learner's program to the solution's: empty when they are the same. Undefined when the learner has none. */
  readonly hunks: readonly StructuredPatchHunk[] | undefined
}

/** The parts of a program that are not passed yet, a bonus among them: its solution opens when there is none. */
export function partsLeft(summary: ExerciseSummary, { programs }: ExerciseDefinition, name: string): number[] {
  const parts = programs[name] ?? []
  return parts.filter((number) => summary.parts.find(({ part }) => part === number)?.status !== 'passed')
}

/** Reads a program of the solution, without the marks of regions, which are for the lesson. */
export function readSolution(root: string, { id }: Exercise, name: string): Solution {
  const { solution, exercise } = foldersOf(root, id)
  const code = withoutRegions(readFileSync(join(solution, name), 'utf8'))
  const own = textOf(join(exercise, name))
  const hunks =
    own === undefined ? undefined : structuredPatch(name, name, own, code, '', '', { context: CONTEXT }).hunks
  return { name, code, hunks }
}

function withoutRegions(code: string): string {
  return code.replace(/^[ \t]*\/\/ #(?:end)?region\b.*\n/gm, '')
}

/** Line ends of Windows make no difference. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replaceAll('\r\n', '\n')
  } catch {
    return undefined
  }
}
