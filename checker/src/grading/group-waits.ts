import type { Evidence } from '../evidence/index.ts'
import { creditsDone } from './credits.ts'
import { groupsOf, highestCommit, isShared } from './groups.ts'
import type { Program } from './program.ts'
import { nothingMoreToDo } from './settling.ts'
import type { Shop } from './shop.ts'

/** So many empty answers mean the end where a program was told that the loyalty service is down: it may wait before it asks again. */
const EMPTY_FETCHES_WITH_DEBT = 60
/** A purchase that was credited so often is read again and again, without an end. */
const IN_CIRCLES = 6

/**
 * Waits until a group is stable: each of the programs has partitions of the topic, and together they have all. Gives up when all
 * have joined some group and nothing moves any more. `topic` and `group` without the prefix.
 */
export async function untilShared(
  shop: Shop,
  programs: readonly Program[],
  { group, topic, partitions, limitMs }: { group: string; topic: string; partitions: number; limitMs: number },
): Promise<boolean> {
  const of = { group: shop.group(group), topic: shop.topic(topic) }
  const names = programs.map(({ name }) => name)
  const shared = () => isShared(shop.evidence, of, names, partitions)
  const from = shop.evidence.all.length
  const allHaveJoined = () => programs.every(({ name, exit }) => exit ?? groupsOf(shop.evidence, name).length > 0)
  await shop.until(() => shared() || (allHaveJoined() && nothingMoreToDo(shop.evidence, from)), { limitMs })
  return shared()
}

/** What a group has to have done. Names without the prefix. */
export interface Duty {
  readonly group: string
  readonly topic: string
  /** Of the purchases that are to be credited. */
  readonly ids: readonly string[]
  /** By partition: the offset that is to be committed. */
  readonly ends: readonly bigint[]
}

/**
 * Waits until a group has done its duty. Gives up when nothing moves any more, or purchases are credited again and again.
 */
export async function untilCaughtUp(shop: Shop, duty: Duty, limitMs: number): Promise<void> {
  const { evidence } = shop
  const of = { group: shop.group(duty.group), topic: shop.topic(duty.topic) }
  const from = evidence.all.length
  const allCommitted = () => duty.ends.every((end, partition) => (highestCommit(evidence, of, partition) ?? 0n) >= end)
  const isOver = () => {
    const done = new Set(creditsDone(evidence).map(({ purchaseId }) => purchaseId))
    const debt = evidence
      .of('credit-answered')
      .some(({ outcome, purchaseId }) => outcome === 'unavailable' && !done.has(purchaseId))
    if (allCommitted() && duty.ids.every((id) => done.has(id))) return true
    const patience = debt && !allCommitted() ? EMPTY_FETCHES_WITH_DEBT : undefined
    return nothingMoreToDo(evidence, from, patience) || runsInCircles(evidence)
  }
  await shop.until(isOver, { limitMs })
}

function runsInCircles(evidence: Evidence): boolean {
  const times = new Map<string, number>()
  for (const { purchaseId } of creditsDone(evidence)) times.set(purchaseId, (times.get(purchaseId) ?? 0) + 1)
  return [...times.values()].some((count) => count >= IN_CIRCLES)
}
