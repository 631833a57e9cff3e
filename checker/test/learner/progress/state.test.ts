import { describe, expect, test } from 'vitest'
import { parseProgress, progressText } from '../../../src/learner/progress/state.ts'
import { grading, progressIn } from './harness/samples.ts'

const progress = progressIn('simple-practice', {
  gradings: [grading('a', 0, { belief: 'no-key' }), grading('b', 5)],
  hints: { 'part:1': 2 },
  solutions: { 1: '2026-01-05T09:30:00.000Z' },
})

describe('a file of progress', () => {
  test('is read as it was written', () => {
    expect(parseProgress(progressText(progress))).toEqual({ kind: 'progress', progress })
  })

  test('keeps what it says besides', () => {
    const more = { ...progress, theme: 'dark' }
    expect(parseProgress(JSON.stringify(more))).toEqual({ kind: 'progress', progress: more })
  })

  test.each([
    ['of a newer version', '{"version":2,"exercises":[]}', 'newer', /version 2, and this workshop knows 1/],
    ['empty', '', 'broken', /no JSON/],
    ['cut off', progressText(progress).slice(0, 90), 'broken', /no JSON/],
    ['of something else', '[1]', 'broken', /holds no progress/],
    ['null', 'null', 'broken', /holds no progress/],
    ['of a version that never was', '{"version":0,"exercises":{}}', 'broken', /no known version/],
    ['without exercises', '{"version":1}', 'broken', /no known version|no progress/],
    ['with an exercise that is none', '{"version":1,"exercises":{"x":{"gradings":7}}}', 'broken', /"x" is no progress/],
  ])('that is %s is told, and never thrown', (_, text, kind, why) => {
    expect(parseProgress(text)).toEqual({ kind, why: expect.stringMatching(why) as string })
  })

  test.each([
    ['a time', { at: 'yesterday' }],
    ['a time that is none', { at: '2026-13-45T99:99:99.999Z' }],
    ['points', { parts: [{ part: 1, status: 'passed', points: -1, maxPoints: 5, passed: [] }] }],
    ['a status', { parts: [{ part: 1, status: 'fine', points: 1, maxPoints: 5, passed: [] }] }],
    ['a failed test', { failed: [{ test: 1 }] }],
  ])('with %s of its own making is not believed', (_, change) => {
    const odd = progressIn('x', { gradings: [{ ...grading('a', 0), ...change } as never] })
    expect(parseProgress(JSON.stringify(odd)).kind).toBe('broken')
  })
})
