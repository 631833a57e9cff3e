import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exerciseOf, mergeProgress, withExercise } from '../../../src/learner/progress/merge.ts'
import { NO_PROGRESS, type Progress } from '../../../src/learner/progress/state.ts'
import { grading, progressIn } from './harness/samples.ts'

/** Any progress in a few exercises: gradings with few ids, so that files have some in common. */
const anyProgress: fc.Arbitrary<Progress> = fc
  .dictionary(
    fc.constantFrom('intro', 'vocabulary', '__proto__'),
    fc.record({
      gradings: fc
        .uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 6 })
        .map((ids) => ids.toSorted((a, b) => a - b).map((id) => grading(String(id).padStart(2, '0'), id))),
      hints: fc.dictionary(fc.constantFrom('part:1', 'belief:no-key'), fc.integer({ min: 1, max: 4 })),
      solutions: fc.dictionary(
        fc.constantFrom('1', '2'),
        fc.constantFrom('2026-01-05T09:00:00.000Z', '2026-01-06T09:00:00.000Z'),
      ),
    }),
  )
  .map((exercises) => ({ version: 1 as const, exercises }))

describe('progress of two files', () => {
  test('is all that either knows, in the order of times, each grading once', () => {
    const [a, b, c] = [grading('a', 0), grading('b', 5), grading('c', 9)]
    const one = progressIn('intro', { gradings: [a, c], hints: { 'part:1': 3 }, solutions: { 1: 'late' } })
    const other = progressIn('intro', {
      gradings: [b, c],
      hints: { 'part:1': 1, 'part:2': 1 },
      solutions: { 1: 'early' },
    })
    expect(exerciseOf(mergeProgress(one, other), 'intro')).toEqual({
      gradings: [a, b, c],
      hints: { 'part:1': 3, 'part:2': 1 },
      solutions: { 1: 'early' },
    })
  })

  test('is the same whichever comes first, however often they are merged, and in whatever groups', () => {
    fc.assert(
      fc.property(anyProgress, anyProgress, anyProgress, (a, b, c) => {
        const ab = mergeProgress(a, b)
        expect(mergeProgress(b, a)).toEqual(ab)
        expect(mergeProgress(ab, b)).toEqual(ab)
        expect(mergeProgress(ab, c)).toEqual(mergeProgress(a, mergeProgress(b, c)))
        expect(mergeProgress(a, NO_PROGRESS)).toEqual(a)
      }),
    )
  })
})

test('an exercise that nobody has begun has nothing, and is changed like any other', () => {
  expect(exerciseOf(NO_PROGRESS, 'constructor')).toEqual({ gradings: [], hints: {}, solutions: {} })
  const changed = withExercise(NO_PROGRESS, 'intro', (before) => ({ ...before, hints: { 'part:1': 1 } }))
  expect(exerciseOf(changed, 'intro').hints).toEqual({ 'part:1': 1 })
  expect(NO_PROGRESS.exercises).toEqual({})
})
