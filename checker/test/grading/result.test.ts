import { describe, expect, test } from 'vitest'
import type { Exercise } from '../../src/catalog/index.ts'
import { type Judged, countedParts, exerciseStatus, headline, partResult } from '../../src/grading/result.ts'
import type { PartResult, TestResult } from '../../src/report/index.ts'

const part: Exercise['parts'][number] = { number: 1, title: 'Send', bonus: false }
const judged = (
  status: TestResult['status'],
  more: Partial<Judged> & { part?: number; name?: string } = {},
): Judged => ({
  result: {
    name: more.name ?? status,
    part: more.part ?? 1,
    points: 2,
    ms: 1,
    status,
    ...(status === 'fail' && { finding: { saw: more.name ?? 'x', expected: 'y', lesson: 'lessons/x/lesson.md' } }),
  },
  ...(more.firstStep !== undefined && { firstStep: more.firstStep }),
  ...(more.weight !== undefined && { weight: more.weight }),
})
const statusOf = (...tests: Judged[]) => partResult(part, tests).status

describe('a part', () => {
  test('is passed when every test passes, and has their points', () => {
    expect(partResult(part, [judged('pass'), judged('pass')])).toMatchObject({
      status: 'passed',
      points: 4,
      maxPoints: 4,
    })
  })

  test('is failed when a test fails, whatever was skipped for it', () => {
    expect(partResult(part, [judged('pass'), judged('fail'), judged('skipped')])).toMatchObject({
      status: 'failed',
      points: 2,
      maxPoints: 6,
    })
  })

  test('is ungradable when a test ends in an error, even beside a failed one', () => {
    expect(statusOf(judged('fail'), judged('error'))).toBe('ungradable')
  })

  test('is not started when its program says so, and names the first step', () => {
    expect(partResult(part, [judged('skipped', { firstStep: 'read the file' })])).toMatchObject({
      status: 'not-started',
      firstStep: 'read the file',
    })
  })

  test('is failed, with its points, when some of it is not written', () => {
    const tests = [judged('pass'), judged('skipped', { firstStep: 'return a number' })]
    expect(partResult(part, tests)).toMatchObject({ status: 'failed', points: 2, maxPoints: 4 })
  })

  test('is never passed without a test', () => {
    expect(statusOf()).toBe('failed')
    expect(statusOf(judged('pass'), judged('skipped'))).toBe('failed')
  })
})

describe('an exercise', () => {
  const status = (...statuses: PartResult['status'][]) =>
    exerciseStatus(statuses.map((own, index) => ({ part: index + 1, title: '', status: own, points: 0, maxPoints: 1 })))

  test('is ungradable with one ungradable part', () => expect(status('passed', 'ungradable')).toBe('ungradable'))
  test('is passed with every part passed', () => expect(status('passed', 'passed')).toBe('passed'))
  test('is not started with no part started', () => expect(status('not-started', 'not-started')).toBe('not-started'))
  test('is failed when only some parts are started', () => expect(status('passed', 'not-started')).toBe('failed'))

  describe('with a bonus', () => {
    const parts = (...statuses: PartResult['status'][]) =>
      statuses.map((own, index) => partOf(own, index + 1, index === statuses.length - 1))
    const partOf = (own: PartResult['status'], number: number, bonus: boolean): PartResult => {
      return { part: number, title: '', ...(bonus && { bonus }), status: own, points: 1, maxPoints: 2 }
    }

    test('is passed without it', () => {
      expect(exerciseStatus(parts('passed', 'passed', 'not-started'))).toBe('passed')
      expect(exerciseStatus(parts('passed', 'passed', 'failed'))).toBe('passed')
    })
    test('is not passed by it', () => expect(exerciseStatus(parts('passed', 'failed', 'passed'))).toBe('failed'))
    test('is ungradable when that is', () => expect(exerciseStatus(parts('passed', 'ungradable'))).toBe('ungradable'))
    test('counts the points of the others', () => {
      expect(countedParts(parts('passed', 'passed', 'passed')).map(({ part }) => part)).toEqual([1, 2])
    })
    test('is as the bonus where nothing else was asked for', () => {
      expect(exerciseStatus([partOf('failed', 4, true)])).toBe('failed')
      expect(exerciseStatus([partOf('passed', 4, true)])).toBe('passed')
    })
  })
})

describe('the headline', () => {
  test('is loss before doubling before order before polish', () => {
    const tests = (['polish', 'order', 'lost', 'doubled'] as const).map((weight) =>
      judged('fail', { weight, name: weight }),
    )
    expect(headline(tests)?.test).toBe('lost')
  })

  test('is of the first part that failed', () => {
    const tests = [
      judged('fail', { part: 2, weight: 'lost', name: 'late' }),
      judged('fail', { part: 1, weight: 'polish', name: 'early' }),
    ]
    expect(headline(tests)).toMatchObject({ test: 'early', part: 1 })
  })

  test('is absent when nothing failed', () => expect(headline([judged('pass')])).toBeUndefined())
})
