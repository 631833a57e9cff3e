import { type EventOf, type Moment, type Scene, type Shop, jsonOf, moments } from '#grading'
import type { Probe } from './probe.ts'
import type { CrewPlay } from './worker-scenes.ts'

/** What rules and claims of this exercise point at. */

/** What the plays with workers have in common. */
export type WorkerPlay = Scene<Pick<CrewPlay, 'lanes' | 'committed' | 'strays'>>

/** Where a worker asked for a commit past an offset of a partition. */
export function commitsPast(
  shop: Shop,
  place: { readonly partition: number; readonly offset: bigint },
): EventOf<'commit-requested'>[] {
  return moments.commitsPast(shop.evidence, { group: shop.group('loyalty'), topic: shop.topic('purchases') }, place)
}

/** A purchase whose credit was under way, what was committed or asked for meanwhile, and the death of its worker. */
export function probeMoments(
  shop: Shop,
  { held, owner, partition, askedToo, committed, committedLater }: Probe,
): readonly (Moment | undefined)[] {
  const { evidence } = shop
  const [ask] = moments.asksFor(evidence, held.id)
  const others = askedToo.map(({ id }) => moments.asksFor(evidence, id)[0])
  const isCommitted = committed > 0n || committedLater > 0n
  const [commit] = isCommitted ? commitsPast(shop, { partition, offset: 0n }) : []
  return [commit, ...(commit ? [ask, ...others] : [...others, ask]), moments.deathOf(evidence, owner)]
}

/** Where credits of a purchase were done; of one that never was, where it was asked for, or handed to a worker. */
export function creditMoments(shop: Shop, purchaseId: string): readonly Moment[] {
  const { evidence } = shop
  const credits = [...moments.answersFor(evidence, purchaseId), ...moments.asksFor(evidence, purchaseId)]
  if (credits.length > 0) return credits
  return moments.fetchesWith(evidence, ({ value }) => jsonOf(value)?.id === purchaseId)
}
