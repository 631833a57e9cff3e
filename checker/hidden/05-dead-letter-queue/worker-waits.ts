import {
  type EventOf,
  type Program,
  type Shop,
  answeredRecords,
  consuming,
  creditsDone,
  highestCommit,
  nothingMoreToDo,
} from '#grading'
import type { Lane, Source } from './records.ts'

/** What the scenes of workers wait for. */

/** Until what was asked for is done. kafkajs waits up to ten seconds in all between five tries of its own. */
export const WORK_LIMIT_MS = 20_000
/** So often refused, or so many times the letters that are due, mean that a program goes on for ever. */
export const IN_CIRCLES = 3
/** So many tries of a record beyond those that it has mean the same: one too many is another mistake. kafkajs waits longer each time. */
const TRIES_BEYOND = 2
/** A program that does nothing at all for so long, after its letter was refused, will not end: longer than kafkajs' second wait. */
const STUCK_MS = 1_500

export interface Expected {
  /** Those whose credit can be done. */
  readonly credited: readonly Source[]
  /** How many letters are due. */
  readonly letters: number
}

/** The group of the worker, and what it shares. */
export function loyalty(shop: Shop) {
  return { group: shop.group('loyalty'), topic: shop.topic('purchases') }
}

/**
 * Waits until all that is due is credited, in letters, and committed. Gives up when nothing moves any more, when a record is tried
 * again and again, or when there are far too many letters.
 */
export async function untilDealtWith(
  shop: Shop,
  lanes: readonly Lane[],
  maxAttempts: number,
  due: Expected,
): Promise<void> {
  const { evidence } = shop
  const from = evidence.all.length
  const isCommitted = (lane: Lane, partition: number) =>
    (highestCommit(evidence, loyalty(shop), partition) ?? 0n) >= BigInt(lane.length)
  const isDone = () => {
    const done = new Set(creditsDone(evidence).map(({ purchaseId }) => purchaseId))
    const areCredited = due.credited.every(({ id }) => done.has(id))
    // Whoever reads the letters too is not done with them.
    return (
      areCredited && !assignmentOfLetters(shop) && answeredRecords(evidence) >= due.letters && lanes.every(isCommitted)
    )
  }
  const hasTooMany = () => answeredRecords(evidence) > IN_CIRCLES * (due.letters + 1)
  await shop.until(
    () => isDone() || hasTooMany() || goesInCircles(shop, lanes, maxAttempts) || nothingMoreToDo(evidence, from),
    { limitMs: WORK_LIMIT_MS },
  )
}

/** Whether a record was tried far more often than the task allows. */
export function goesInCircles(shop: Shop, lanes: readonly Lane[], maxAttempts: number): boolean {
  return lanes.flat().some((source) => triesOf(shop, source) >= maxAttempts + TRIES_BEYOND)
}

/** Where a program was given partitions of the topic that letters are sent to. */
export function assignmentOfLetters(shop: Shop): EventOf<'assigned'> | undefined {
  const letters = shop.topic('purchases.dlq')
  return shop.evidence.of('assigned').find(({ assignment }) => assignment.some(({ topic }) => topic === letters))
}

/** How often a record was tried: its credit was asked for, or, where it is none, its handler refused it. */
function triesOf(shop: Shop, source: Source): number {
  return source.kind === 'not JSON' ? refusalsOf(shop, source) : asksFor(shop, source)
}

/** How often the credit of a record was asked for. */
export function asksFor({ evidence }: Shop, { id }: Source): number {
  return evidence.of('credit-asked').filter(({ purchaseId }) => purchaseId === id).length
}

/** How often a handler refused a record with an error that it threw on purpose. */
export function refusalsOf({ evidence }: Shop, { partition, offset }: Source): number {
  return consuming.refusals(evidence).filter((one) => one.partition === partition && one.offset === offset.toString())
    .length
}

/** Waits for the end of a program whose letter was refused. Gives up when it goes on with other records, asks in circles, or is stuck. */
export async function untilGivenUp(shop: Shop, program: Program, isInCircles: () => boolean): Promise<Program['exit']> {
  const from = shop.evidence.all.length
  const isStuck = program.idleness(STUCK_MS)
  const isOver = () => program.exit !== undefined || isInCircles() || nothingMoreToDo(shop.evidence, from) || isStuck()
  await shop.until(isOver, { limitMs: WORK_LIMIT_MS })
  return program.exit
}
