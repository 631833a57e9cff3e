import type { Evidence } from '../evidence/index.ts'
import { creditsDone } from './credits.ts'
import { groupsOf, highestCommit, isShared } from './groups.ts'
import { MOVES } from './moves.ts'
import type { Program } from './program.ts'
import type { Shop } from './shop.ts'
import { sendOutcomes } from './verdicts.ts'

/** So many empty answers of the broker in a row, 50 ms apart, mean that nothing more will come. */
const EMPTY_FETCHES = 16
/** The same where a program was told that the loyalty service is down, and may wait a while before it asks again. */
const EMPTY_FETCHES_WITH_DEBT = 60

/** A purchase that was credited so often is read again and again, without an end. */
const IN_CIRCLES = 4

/** How many records of programs the broker has answered for, in this scene. */
export function answeredRecords(evidence: Evidence): number {
  const answered = sendOutcomes(evidence).filter(({ answer }) => answer !== undefined)
  return answered.reduce((sum, { sent }) => sum + sent.records.length, 0)
}

/**
 * Waits until `done` holds; gives up when no program runs any more, when a consumer reads on and has nothing more to do, and
 * after `limitMs`. So a program that leaves something out is not waited for until the limit.
 */
export async function untilDone(shop: Shop, done: () => boolean, { limitMs }: { limitMs: number }): Promise<void> {
  const from = shop.evidence.all.length
  await shop.until(() => done() || nothingMoreToDo(shop.evidence, from), { limitMs })
}

/**
 * Since event `from` a consumer has read on for a while, and nobody got, sent nor committed anything: told by empty answers and
 * not by a clock, since a busy machine reads more slowly.
 */
export function nothingMoreToDo({ all: events }: Evidence, from: number, emptyFetches = EMPTY_FETCHES): boolean {
  const lastMove = events.findLast(({ kind }) => MOVES.includes(kind))
  const quiet = events.slice(Math.max(from, lastMove?.seq ?? 0))
  return quiet.filter((event) => event.kind === 'requested' && event.api === 'Fetch').length > emptyFetches
}

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
    const patience = debt && !allCommitted() ? EMPTY_FETCHES_WITH_DEBT : EMPTY_FETCHES
    return nothingMoreToDo(evidence, from, patience) || runsInCircles(evidence)
  }
  await shop.until(isOver, { limitMs })
}

function runsInCircles(evidence: Evidence): boolean {
  const times = new Map<string, number>()
  for (const { purchaseId } of creditsDone(evidence)) times.set(purchaseId, (times.get(purchaseId) ?? 0) + 1)
  return [...times.values()].some((count) => count >= IN_CIRCLES)
}
