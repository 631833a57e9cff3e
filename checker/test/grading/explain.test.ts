import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { explain, shownBy } from '../../src/grading/explain.ts'
import { Unmet } from '../../src/grading/outcomes.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const FACTS = { count: 1, total: 2 }

/** The events of a finding whose claim has its own, when a rule gives this. */
function eventsWhen(seen: ReturnType<typeof shownBy> | typeof FACTS | undefined): readonly number[] | undefined {
  const unmet = new Unmet('a', 'b', 'lost', { shownBy: [{ seq: 7 }] })
  explain(ROOT, { rules: { 'acks-0': () => seen }, scene: {}, candidates: ['acks-0'] }, unmet)
  return unmet.workshop.events
}

test('a finding points at what shows its belief', () => {
  expect(eventsWhen(shownBy(FACTS, { seq: 3 }, undefined, { seq: 2 }))).toEqual([3, 2])
})

test('and where nothing shows a belief, at what its claim saw', () => {
  expect(eventsWhen(FACTS)).toEqual([7])
  expect(eventsWhen(undefined)).toEqual([7])
  expect(new Unmet('a', 'b', 'lost', { shownBy: [undefined] }).workshop.events).toBeUndefined()
})
