import { describe, expect, test } from 'vitest'
import { merged as mergedOf } from '../../../src/learner/watch/merge.ts'
import type { ExerciseResult, PartResult, TestResult } from '../../../src/report/index.ts'

const finding = (saw: string) => ({ saw, expected: 'more', lesson: 'lessons/x/lesson.md' })
const part = (number: number, status: PartResult['status']): PartResult => ({
  ...{ part: number, title: `Part ${number}`, status, points: status === 'passed' ? 2 : 0, maxPoints: 2 },
})
const failing = (number: number): TestResult => ({
  ...{
    name: `test of ${number}`,
    part: number,
    points: 2,
    status: 'fail',
    ms: 1,
    finding: finding(`seen in ${number}`),
  },
})

function result(parts: PartResult[], more: Partial<ExerciseResult> = {}): ExerciseResult {
  const tests = parts.filter(({ status }) => status === 'failed').map((one) => failing(one.part))
  const [first] = tests
  return {
    ...{ exercise: 'x', id: '01-x', title: 'X', seed: 1, status: 'failed', points: 0, maxPoints: 0, parts, tests },
    ...(first?.finding && { headline: { ...first.finding, test: first.name, part: first.part } }),
    ...{ notes: [], programHash: '', ms: 1, runFolder: null },
    versions: { checker: '', node: '', broker: null, provider: null },
    ...more,
  }
}

const exercise = { parts: [1, 2].map((number) => ({ number, title: '', bonus: false })) }
const merged = (before: ExerciseResult | undefined, now: ExerciseResult) => mergedOf(before, now, exercise)

describe('when some parts are graded anew', () => {
  test('the others keep their verdict, and the exercise passes when all have', () => {
    const before = result([part(1, 'failed'), part(2, 'passed')])
    const after = merged(before, result([part(1, 'passed')]))
    expect(after).toMatchObject({ status: 'passed', points: 4, maxPoints: 4, tests: [] })
    expect(after.headline).toBeUndefined()
  })

  test('what is shown first is of the first part that has a finding, also of one graded before', () => {
    const before = result([part(1, 'failed'), part(2, 'failed')])
    expect(before.headline?.part).toBe(1)
    expect(merged(before, result([part(1, 'passed')])).headline).toMatchObject({ part: 2, saw: 'seen in 2' })
    expect(merged(before, result([part(2, 'failed')])).headline).toMatchObject({ part: 1, saw: 'seen in 1' })
  })

  test('the seed is the one with which that finding was made', () => {
    const before = result([part(1, 'failed'), part(2, 'failed')], { seed: 7 })
    expect(merged(before, result([part(2, 'failed')], { seed: 8 })).seed).toBe(7)
    expect(merged(before, result([part(1, 'failed')], { seed: 8 })).seed).toBe(8)
  })

  test('nothing has passed while a part is not known', () => {
    const first = merged(undefined, result([part(1, 'passed')], { status: 'passed' }))
    expect(first.status).toBe('failed')
    expect(merged(first, result([part(2, 'passed')], { status: 'passed' })).status).toBe('passed')
  })

  test('a run that could not be graded makes the whole ungradable, and its fault goes with the next', () => {
    const broken = result([part(1, 'ungradable')], { status: 'ungradable', fault: 'no broker' })
    const ungradable = merged(result([part(1, 'passed'), part(2, 'passed')]), broken)
    expect(ungradable).toMatchObject({ status: 'ungradable', fault: 'no broker' })
    const again = merged(ungradable, result([part(1, 'passed')]))
    expect(again.status).toBe('passed')
    expect(again.fault).toBeUndefined()
  })
})
