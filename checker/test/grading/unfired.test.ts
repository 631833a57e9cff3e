import { expect, test } from 'vitest'
import type { Judged } from '../../src/grading/result.ts'
import { vacuous } from '../../src/grading/unfired.ts'

const ofPart = (part: number, status: Judged['result']['status']): Judged => ({
  result: { name: `${part} ${status}`, part, points: 1, ms: 1, status },
})
const unfired = [{ scene: 'a worker dies', part: 2, faults: ['held: OffsetCommit request of worker'] }]

test('a part that passed though a fault of its scene never acted has shown nothing', () => {
  expect(vacuous([ofPart(1, 'fail'), ofPart(2, 'pass')], unfired)).toEqual([
    'Part 2 passed, and what its scene "a worker dies" is about never happened (held: OffsetCommit request of worker).',
  ])
})

test('one that failed is told what it did instead', () => {
  expect(vacuous([ofPart(2, 'pass'), ofPart(2, 'fail')], unfired)).toEqual([])
})

test('one that was not asked for says nothing', () => {
  expect(vacuous([ofPart(1, 'pass')], unfired)).toEqual([])
})

test('where every fault has acted there is nothing to say', () => {
  expect(vacuous([ofPart(2, 'pass')], [])).toEqual([])
})
