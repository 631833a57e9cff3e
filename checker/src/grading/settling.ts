import type { Evidence } from '../evidence/index.ts'
import type { Shop } from './shop.ts'
import { sendOutcomes } from './verdicts.ts'

/** So many empty answers of the broker in a row, 50 ms apart, mean that nothing more will come. */
const EMPTY_FETCHES = 16

const MOVES = ['fetched', 'produced', 'produce-answered', 'committed', 'joined', 'assigned', 'started']

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
function nothingMoreToDo({ all: events }: Evidence, from: number): boolean {
  const lastMove = events.findLast(({ kind }) => MOVES.includes(kind))
  const quiet = events.slice(Math.max(from, lastMove?.seq ?? 0))
  return quiet.filter((event) => event.kind === 'requested' && event.api === 'Fetch').length > EMPTY_FETCHES
}
