import type { ExerciseProgress, Grading, Progress } from '../../../../src/learner/progress/state.ts'

/** A grading of part 1 at so many minutes of a day; `failed`: the belief that its one test named. */
export function grading(id: string, minute: number, change: Partial<Grading> & { belief?: string } = {}): Grading {
  const { belief, ...rest } = change
  const failed = belief !== undefined
  return {
    id,
    at: new Date(Date.UTC(2026, 0, 5, 9, minute)).toISOString(),
    seed: 7,
    parts: [
      {
        part: 1,
        status: failed ? 'failed' : 'passed',
        points: failed ? 2 : 5,
        maxPoints: 5,
        passed: failed ? [] : ['keys each record'],
      },
    ],
    failed: failed ? [{ test: 'keys each record', part: 1, belief, lesson: 'lessons/x/lesson.md#keys' }] : [],
    ...rest,
  }
}

/** Progress in one exercise. */
export function progressIn(slug: string, known: Partial<ExerciseProgress>): Progress {
  return { version: 1, exercises: { [slug]: { gradings: [], hints: {}, solutions: {}, ...known } } }
}
