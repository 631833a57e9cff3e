import { describe, expect, test } from 'vitest'
import { gradingOf } from '../../../src/learner/progress/record.ts'
import { parseProgress, progressText } from '../../../src/learner/progress/state.ts'
import { sample } from '../../report/sample.ts'
import { progressIn } from './harness/samples.ts'

const stamp = { id: 'x', at: '2026-01-05T09:00:00.000Z' }

describe('what is kept of a grading', () => {
  test('is its parts with the tests that passed, and the failed tests with their beliefs', () => {
    const kept = gradingOf(sample(), stamp)
    expect(kept.parts).toMatchObject([
      { part: 1, status: 'passed', points: 2, passed: ['sends every purchase of the file to purchases, once'] },
      { part: 2, status: 'failed', points: 0, passed: [] },
      { part: 3, status: 'not-started' },
    ])
    expect(kept.failed.map(({ part, belief }) => ({ part, belief }))).toEqual([
      { part: 2, belief: 'null-key-crash' },
      { part: 2, belief: 'null-key-crash' },
    ])
    expect(parseProgress(progressText(progressIn('simple-practice', { gradings: [kept] }))).kind).toBe('progress')
  })

  test('has the finding first that the check showed first', () => {
    const result = sample()
    const last = result.tests.filter(({ status }) => status === 'fail').at(-1)!
    const headline = { ...result.headline!, test: last.name, part: last.part }
    expect(gradingOf(sample({ headline }), stamp).failed[0]?.test).toBe(last.name)
  })

  test('leaves out a part that could not be graded', () => {
    const parts = sample().parts.map((part) => (part.part === 3 ? { ...part, status: 'ungradable' as const } : part))
    expect(gradingOf(sample({ parts }), stamp).parts.map(({ part }) => part)).toEqual([1, 2])
  })
})
