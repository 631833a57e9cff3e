import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type StructuredPatchHunk, structuredPatch } from 'diff'
import { type Exercise, type ExerciseDefinition, foldersOf } from '../catalog/index.ts'
import { type Bundle, definitionOf } from '../grading/bundle.ts'
import { chosenPrograms } from './programs.ts'
import { type Keeping, keepSolutionSeen } from './progress/keep.ts'
import { unreadableText } from './progress/notes.ts'
import { loadProgress } from './progress/store.ts'
import { type ExerciseSummary, summarise } from './progress/summary.ts'

/** Lines around each difference. */
const CONTEXT = 3

/** A program of the solution, and how the learner's differs from it. */
export interface Solution {
  readonly name: string
  readonly code: string
  /** From the learner's program to the solution's: empty when they are the same. Undefined when the learner has none. */
  readonly hunks: readonly StructuredPatchHunk[] | undefined
}

/** A program whose solution stays closed, with the parts that are left until it opens. */
export interface ClosedSolution {
  readonly name: string
  readonly left: readonly number[]
}

/**
 * The solutions of programs whose parts are passed, or of all that are asked for `anyway`, which is remembered; and the programs
 * whose solution stays closed, with the parts that are left.
 */
export async function openSolutions(
  exercise: Exercise,
  options: { readonly program?: string | undefined; readonly anyway?: boolean | undefined },
  { bundle, ...keeping }: Keeping & { readonly bundle: Bundle },
): Promise<{ readonly open: readonly Solution[]; readonly closed: readonly ClosedSolution[] }> {
  const { root, say } = keeping
  const definition = await definitionOf(bundle, exercise)
  const names = chosenPrograms(exercise, definition, options)
  const { progress, unreadable } = loadProgress(root)
  for (const one of unreadable) say(unreadableText(one))
  const [summary] = summarise([exercise], progress)
  const asked = names.map((name) => ({ name, left: summary ? partsLeft(summary, definition, name) : [] }))
  const open = asked.filter(({ left }) => options.anyway || left.length === 0)
  const closed = asked.filter((one) => !open.includes(one))
  await keepSolutionSeen(exercise, [...new Set(open.flatMap(({ left }) => left))], keeping)
  return { open: open.map(({ name }) => readSolution(root, exercise, name)), closed }
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
