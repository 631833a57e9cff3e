import type { ExerciseResult } from '../../src/report/schema.ts'

/** A result in which each kind of test and part occurs; what a test wants otherwise it changes. */
export function sample(change: Partial<ExerciseResult> = {}): ExerciseResult {
  const finding = {
    belief: 'null-key-crash',
    believed: 'Every record has a key',
    saw: '1 of 6 receipts are missing: p-0005',
    expected: 'odd records are skipped, and those behind them are read',
    because: 'The record at offset 1 of partition 1 has no key. In kafkajs `message.key` is then null.',
    lesson: 'lessons/03-simple-practice/lesson.md#oddities',
  }
  return {
    exercise: 'simple-practice',
    id: '03-simple-practice',
    title: 'A producer and a consumer',
    seed: 4711,
    status: 'failed',
    points: 2,
    maxPoints: 6,
    parts: [
      { part: 1, title: 'Send the purchases', status: 'passed', points: 2, maxPoints: 2 },
      { part: 2, title: 'Among oddities, and a clean stop', status: 'failed', points: 0, maxPoints: 3 },
      {
        part: 3,
        title: 'One more',
        status: 'not-started',
        points: 0,
        maxPoints: 1,
        firstStep: 'subscribe to `purchases`.',
      },
    ],
    tests: [
      { name: 'sends every purchase of the file to purchases, once', part: 1, points: 2, status: 'pass', ms: 1204 },
      {
        name: 'writes the receipts that are due among odd records',
        part: 2,
        points: 2,
        status: 'fail',
        ms: 87.4,
        finding,
      },
      { name: 'has the same cause', part: 2, points: 0, status: 'fail', ms: 1, finding },
      { name: 'stops by itself', part: 2, points: 1, status: 'skipped', ms: 0, detail: 'needs: the receipts' },
      { name: 'is not begun', part: 3, points: 1, status: 'skipped', ms: 0, detail: 'not started' },
    ],
    headline: { ...finding, test: 'writes the receipts that are due among odd records', part: 2 },
    notes: ['exercises/shop was changed.'],
    programHash: 'ab'.repeat(32),
    ms: 1400,
    versions: { checker: '0.1.0', node: '20.19.0', broker: '3.9', provider: 'embedded' },
    runFolder: '.workshop/runs/1',
    ...change,
  }
}
