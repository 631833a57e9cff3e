import { expect, test } from 'vitest'
import type { Judged } from '../../src/grading/result.ts'
import { vacuous } from '../../src/grading/unfired.ts'

const ofScene = (scene: string, status: Judged['result']['status']): Judged => ({
  scene,
  result: { name: `${scene} ${status}`, part: 1, points: 1, ms: 1, status },
})
const unfired = [{ scene: 'a worker dies', faults: ['held: OffsetCommit request of worker'] }]

test('a scene that passed though its fault never acted has shown nothing', () => {
  expect(vacuous([ofScene('a worker dies', 'pass'), ofScene('an audit', 'pass')], unfired)).toEqual([
    'The scene "a worker dies" passed, and what it is about never happened (held: OffsetCommit request of worker).',
  ])
})

test('one that failed is told what it did instead', () => {
  expect(vacuous([ofScene('a worker dies', 'pass'), ofScene('a worker dies', 'fail')], unfired)).toEqual([])
})

test('one whose tests were not asked for says nothing', () => {
  expect(vacuous([ofScene('an audit', 'pass')], unfired)).toEqual([])
})

test('where every fault has acted there is nothing to say', () => {
  expect(vacuous([ofScene('a worker dies', 'pass')], [])).toEqual([])
})
