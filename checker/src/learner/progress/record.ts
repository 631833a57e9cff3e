import { randomBytes } from 'node:crypto'
import type { ExerciseResult } from '../../report/schema.ts'
import { withExercise } from './merge.ts'
import type { FailedTest, Grading } from './state.ts'
import { type Loaded, updateProgress } from './store.ts'

/**
 * Keeps what a grading of the learner's own programs came to; one that could not be graded is no attempt, and nothing is kept of it.
 * Gives back undefined then. Throws as `updateProgress` does.
 */
export async function recordGrading(root: string, result: ExerciseResult): Promise<Loaded | undefined> {
  if (result.status === 'ungradable') return undefined
  const id = randomBytes(8).toString('hex')
  const now = new Date().toISOString()
  return updateProgress(root, (progress) =>
    withExercise(progress, result.exercise, (before) => ({
      ...before,
      gradings: [...before.gradings, gradingOf(result, { id, at: behind(before.gradings, now) })],
    })),
  )
}

/** What of a result is kept. */
export function gradingOf(result: ExerciseResult, { id, at }: Pick<Grading, 'id' | 'at'>): Grading {
  const { seed, parts, tests } = result
  return {
    id,
    at,
    seed,
    parts: parts.flatMap(({ part, status, points, maxPoints }) =>
      status === 'ungradable'
        ? []
        : [
            {
              part,
              status,
              points,
              maxPoints,
              passed: tests.filter((test) => test.part === part && test.status === 'pass').map(({ name }) => name),
            },
          ],
    ),
    failed: failedTests(result),
  }
}

function failedTests({ tests, headline }: ExerciseResult): FailedTest[] {
  const failed = tests.flatMap(({ name, part, status, finding }): FailedTest[] => {
    if (status !== 'fail') return []
    const { belief, lesson } = finding ?? {}
    return [{ test: name, part, ...(belief !== undefined && { belief }), ...(lesson !== undefined && { lesson }) }]
  })
  const isHeadline = ({ test, part }: FailedTest) => test === headline?.test && part === headline.part
  return failed.toSorted((a, b) => Number(isHeadline(b)) - Number(isHeadline(a)))
}

/** `now`, or the moment behind the last one: a clock that was set back must not make an old attempt the latest. */
function behind(gradings: readonly Grading[], now: string): string {
  const last = gradings.at(-1)?.at
  return last === undefined || now > last ? now : new Date(Date.parse(last) + 1).toISOString()
}
