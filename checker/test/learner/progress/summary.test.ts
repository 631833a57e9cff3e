import { describe, expect, test } from 'vitest'
import { Value } from '@sinclair/typebox/value'
import { join } from 'node:path'
import type { Exercise } from '../../../src/catalog/index.ts'
import { nextStep } from '../../../src/learner/progress/next-step.ts'
import { progressReport } from '../../../src/learner/progress/report.ts'
import { ProgressReport, progressJsonSchema } from '../../../src/learner/progress/report-schema.ts'
import type { Grading } from '../../../src/learner/progress/state.ts'
import { type ExerciseSummary, summarise } from '../../../src/learner/progress/summary.ts'
import { grading, progressIn } from './harness/samples.ts'

const exercises: Exercise[] = ['intro', 'groups'].map((slug, index) => ({
  id: `0${index + 1}-${slug}`,
  slug,
  number: index + 1,
  title: slug,
  parts: [
    { number: 1, title: 'Read', bonus: false },
    { number: 2, title: 'Write', bonus: true },
  ],
}))

const summaryOf = (gradings: readonly Grading[]): ExerciseSummary =>
  summarise(exercises, progressIn('intro', { gradings }))[0]!
const untouched = { part: 1, status: 'not-started', points: 0, maxPoints: 5, passed: [] } as const

describe('what gradings come to', () => {
  test('is nothing before the first', () => {
    expect(summaryOf([])).toMatchObject({
      status: 'not-started',
      attempts: 0,
      activeMs: 0,
      lastAt: null,
      maxPoints: null,
    })
  })

  test('is passed once each part but a bonus was, whatever was tried later; the best counts', () => {
    const summary = summaryOf([
      grading('a', 0, { belief: 'no-key' }),
      grading('b', 5),
      grading('c', 9, { belief: 'no-key' }),
    ])
    expect(summary).toMatchObject({ status: 'passed', points: 5, maxPoints: 5, attempts: 3 })
    expect(summary.parts).toMatchObject([
      { status: 'passed', attempts: 3 },
      { status: 'not-started', maxPoints: null },
    ])
  })

  test('a grading of an untouched stub is no attempt, but the work begins with it', () => {
    const summary = summaryOf([grading('a', 0, { parts: [untouched] }), grading('b', 10, { belief: 'no-key' })])
    expect(summary).toMatchObject({ status: 'under-way', attempts: 1, activeMs: 10 * 60_000 })
  })

  test('time is that from the first to the last, without pauses of more than 15 minutes', () => {
    const at = (minutes: number[]) =>
      summaryOf(minutes.map((minute) => grading(String(minute), minute))).activeMs / 60_000
    expect(at([0, 15, 20])).toBe(20)
    expect(at([0, 16, 20])).toBe(4)
    expect(at([0, 600, 603, 1_200])).toBe(3)
  })

  test('a belief is met when it is named, and overcome when the test that named it passes later', () => {
    const [a, b, c] = [grading('a', 0, { belief: 'no-key' }), grading('b', 5), grading('c', 9, { belief: 'no-key' })]
    expect(summaryOf([b]).beliefs).toEqual([])
    expect(summaryOf([b, c]).beliefs).toEqual([{ belief: 'no-key', met: c.at, overcome: null }])
    expect(summaryOf([a, b]).beliefs).toEqual([{ belief: 'no-key', met: a.at, overcome: b.at }])
    expect(summaryOf([a, b, c]).beliefs).toEqual([{ belief: 'no-key', met: a.at, overcome: null }])
  })

  test('a belief that two tests named is overcome when both pass', () => {
    const two = { ...grading('a', 0, { belief: 'no-key' }) }
    const failed = ['keys each record', 'keeps the order'].map((test) => ({ test, part: 1, belief: 'no-key' }))
    const half = grading('b', 5, {
      parts: [{ part: 1, status: 'failed', points: 3, maxPoints: 5, passed: ['keys each record'] }],
    })
    expect(summaryOf([{ ...two, failed }, half]).beliefs).toMatchObject([{ overcome: null }])
    const rest = grading('c', 7, {
      parts: [{ part: 1, status: 'failed', points: 3, maxPoints: 5, passed: ['keeps the order'] }],
    })
    expect(summaryOf([{ ...two, failed }, half, rest]).beliefs).toMatchObject([{ overcome: rest.at }])
  })
})

describe('where to go next', () => {
  const next = (known: Parameters<typeof progressIn>[1], slug = 'intro') =>
    nextStep(summarise(exercises, progressIn(slug, known)))

  test('is the first exercise for who begins', () => {
    expect(next({})).toMatchObject({ kind: 'exercise', exercise: { id: '01-intro' } })
  })
  test('is the first part that is left of the one that was checked last', () => {
    expect(next({ gradings: [grading('a', 0, { belief: 'x' })] }, 'groups')).toMatchObject({
      kind: 'part',
      exercise: { id: '02-groups' },
      part: { part: 1 },
    })
  })
  test('is the next exercise when that is passed, bonus or not', () => {
    expect(next({ gradings: [grading('a', 0)] })).toMatchObject({ kind: 'exercise', exercise: { id: '02-groups' } })
  })
  test('is nowhere when all are passed', () => {
    const { exercises: intro } = progressIn('intro', { gradings: [grading('a', 0)] })
    const { exercises: groups } = progressIn('groups', { gradings: [grading('b', 0)] })
    expect(nextStep(summarise(exercises, { version: 1, exercises: { ...intro, ...groups } }))).toEqual({ kind: 'done' })
  })
})

describe('the report of progress', () => {
  test('is as its schema says', () => {
    const summaries = summarise(exercises, progressIn('intro', { gradings: [grading('a', 0, { belief: 'no-key' })] }))
    const report = progressReport(summaries)
    expect([...Value.Errors(ProgressReport, report)]).toEqual([])
    expect(report).toMatchObject({ schemaVersion: 1, next: { kind: 'part', exercise: 'intro', part: 1 } })
  })
  test('has its schema in docs as it is in the source (vitest -u writes it)', async () => {
    await expect(progressJsonSchema()).toMatchFileSnapshot(
      join(import.meta.dirname, '../../../../docs/progress.schema.json'),
    )
  })
})
