import type { Evidence } from '../evidence/index.ts'
import { MOVES } from './moves.ts'
import type { Shop } from './shop.ts'
import { sendOutcomes } from './verdicts.ts'

/** So many empty answers of the broker in a row, 50 ms apart, mean that nothing more will come. */
const EMPTY_FETCHES = 16
/** A member without a topic that sends so many heartbeats, 0.3 s apart, will not subscribe any more: it would have to join anew. */
const IDLE_HEARTBEATS = 5

/** How many records of programs the broker has answered for, in this scene. */
export function answeredRecords(evidence: Evidence): number {
  const answered = sendOutcomes(evidence).filter(({ answer }) => answer !== undefined)
  return answered.reduce((sum, { sent }) => sum + sent.records.length, 0)
}

/**
 * Waits until `done` holds; gives up when no program runs any more, when a consumer reads on and has nothing more to do, when
 * no consumer will read any more, and after `limitMs`. So a program that leaves something out is not waited for until the limit.
 */
export async function untilDone(shop: Shop, done: () => boolean, { limitMs }: { limitMs: number }): Promise<void> {
  const from = shop.evidence.all.length
  const inVain = () => nothingMoreToDo(shop.evidence, from) || nobodyReads(shop.evidence)
  await shop.until(() => done() || inVain(), { limitMs })
}

/**
 * Since event `from` a consumer has read on for a while, and nobody got, sent nor committed anything: told by empty answers and
 * not by a clock, since a busy machine reads more slowly.
 */
export function nothingMoreToDo(evidence: Evidence, from: number, emptyFetches = EMPTY_FETCHES): boolean {
  const lastMove = Math.max(from, ...MOVES.map((kind) => evidence.of(kind).at(-1)?.seq ?? 0))
  return requestsSince(evidence, lastMove, 'Fetch') > emptyFetches
}

/** How many requests of an API programs have sent since event `from`. */
export function requestsSince(evidence: Evidence, from: number, api: string): number {
  return evidence.of('requested').filter((event) => event.seq > from && event.api === api).length
}

/**
 * Each member that joined a group has left it by itself, or asks for no topic and goes on with heartbeats, and all that was sent
 * is answered. kafkajs leaves a group also when it starts anew after an error: where anything was said on standard error, that
 * is not told apart.
 */
function nobodyReads(evidence: Evidence): boolean {
  const members = new Map(
    evidence.of('joined').flatMap((joined) => (joined.error === 0 ? [[joined.memberId, joined]] : [])),
  )
  if (members.size === 0 || evidence.of('printed').some(({ stream }) => stream === 'stderr')) return false
  for (const { memberId, by } of evidence.of('left')) if (by === 'program') members.delete(memberId)
  const waiting = [...members.values()].every(
    ({ subscription, seq }) => subscription.length === 0 && requestsSince(evidence, seq, 'Heartbeat') > IDLE_HEARTBEATS,
  )
  return waiting && sendOutcomes(evidence).every(({ sent, answer }) => sent.acks === 0 || answer !== undefined)
}
