import { type Scene, type Sighting, creditsDone, moments, shownBy } from '#grading'
import { commitsPast, fetchesOf, letterSends } from './moments.ts'
import { ofKind } from './records.ts'
import type { WorkerPlay } from './worker-scenes.ts'

/** Rules about what was committed. */

/** All that it could credit was credited, and each partition that had records ends one before its end. */
export function commitOffByOne({ shop, lanes, committed }: Scene<WorkerPlay>): Sighting | undefined {
  const done = new Set(creditsDone(shop.evidence).map(({ purchaseId }) => purchaseId))
  const worked = lanes.flatMap((lane, partition) => (lane.length > 0 ? [{ lane, next: committed[partition] }] : []))
  const isBehind = worked.every(({ lane, next }) => next === BigInt(lane.length - 1))
  const [first] = worked
  if (!first || !isBehind || !ofKind(lanes, 'good').every(({ id }) => done.has(id))) return undefined
  const last = first.lane.length - 1
  const facts = {
    ...{ done: last, committed: last, next: last + 1 },
    effect: 'the last purchase of each partition is credited again at each start',
  }
  const before = first.lane[last - 1]
  return shownBy(facts, before && commitsPast(shop, before).at(-1))
}

/** Committed past a record that was neither credited nor sent anywhere. */
export function swallowedError({ shop, lanes, committed }: Scene<WorkerPlay>): Sighting | undefined {
  const done = new Set(creditsDone(shop.evidence).map(({ purchaseId }) => purchaseId))
  const failed = lanes.flat().find((source) => {
    const next = committed[source.partition]
    const isPast = next !== null && next !== undefined && next > source.offset
    if (source.kind === 'good' || !isPast || done.has(source.id)) return false
    return fetchesOf(shop, source).length > 0 && letterSends(shop, source).length === 0
  })
  if (!failed) return undefined
  const { id, kind, partition, offset } = failed
  const failure = {
    good: '',
    'not JSON': `What lies at offset ${offset} of partition ${partition} is not JSON.`,
    rejected: `The loyalty service rejected purchase ${id}.`,
    down: `The loyalty service was down when purchase ${id} was to be credited.`,
  }[kind]
  const facts = { failure, partition, offset: offset.toString(), committed: String(committed[partition]) }
  const [read] = fetchesOf(shop, failed)
  const answers = moments.answersFor(shop.evidence, id)
  return shownBy(facts, answers[0] ?? read, commitsPast(shop, failed)[0], read, ...answers)
}
