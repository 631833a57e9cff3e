import { type EventOf, type Moment, type ReadRecord, type Shop, moments } from '#grading'
import { type Lane, type Source, lettersFor } from './records.ts'
import { loyalty } from './worker-waits.ts'

/** What rules and claims of this exercise point at. */

/** Where a program tried to send anything that is for a record. */
export function letterSends({ evidence }: Shop, source: Source): EventOf<'produced'>[] {
  return moments.sendsWith(evidence, (record) => {
    const asRead: ReadRecord = { ...record, offset: 0n, partition: 0 }
    return lettersFor([asRead], [[source]]).some((letter) => letter.source === source)
  })
}

/** Where a record was handed to the worker. */
export function fetchesOf(shop: Shop, { partition, offset }: Source): EventOf<'fetched'>[] {
  return moments.fetchesOf(shop.evidence, { topic: shop.topic('purchases'), partition, offset })
}

/** Where the worker asked for a commit past a record. */
export function commitsPast(shop: Shop, source: Source): EventOf<'commit-requested'>[] {
  return moments.commitsPast(shop.evidence, loyalty(shop), source)
}

/** How a record fared: what the service said of it, and where its letter was sent; of one that was not even tried, where it was read. */
export function fateMoments(shop: Shop, source: Source): readonly Moment[] {
  const tried = [...moments.answersFor(shop.evidence, source.id), ...letterSends(shop, source)]
  return tried.length > 0 ? tried : fetchesOf(shop, source)
}

/** Where each partition was committed last. */
export function lastCommits({ evidence }: Shop, lanes: readonly Lane[]): readonly (Moment | undefined)[] {
  return lanes.map((_, partition) => evidence.of('commit-requested').findLast((event) => event.partition === partition))
}
