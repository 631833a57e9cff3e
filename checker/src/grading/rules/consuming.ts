import type { EventOf, Evidence } from '../../evidence/index.ts'
import { creditsDone } from '../credits.ts'
import { type Sighting, shownBy } from '../explain.ts'
import {
  type Moment,
  type Place,
  complaintOf,
  creditedTwice,
  endOf,
  fetchesOf,
  firstAssignment,
  joinsOf,
  leaveOf,
  openConnections,
  signalTo,
} from '../moments.ts'
import { counted } from '../words.ts'

/** So much of an error's words is enough to recognise it. */
const SHOWN_CHARACTERS = 80

/** What kafkajs 2.2.4 says when it refuses a subscription (src/consumer/index.js). */
const REFUSED_SUBSCRIPTION = 'Cannot subscribe to topic while consumer is running'

/** kafkajs refused a subscription, since the consumer ran already. A member that never subscribes is another matter. */
export function subscribeAfterRun(evidence: Evidence, prefix: string): Sighting | undefined {
  const refused = evidence
    .of('printed')
    .find(({ stream, line }) => stream === 'stderr' && line.includes(REFUSED_SUBSCRIPTION))
  if (!refused) return undefined
  const joined = evidence.of('joined').find(({ error, subscription }) => error === 0 && subscription.length === 0)
  const how = joined
    ? `it joined the group ${withoutPrefix(joined.group, prefix)} and asked for no topic`
    : 'kafkajs refused the subscription'
  return shownBy({ how }, joined, refused)
}

/** Stopped by SIGTERM, and did not leave its group: ended by the signal itself, by an exit, or not at all within the limit. */
export function noGracefulShutdown(evidence: Evidence, process: string): Sighting | undefined {
  const asked = signalTo(evidence, process, 'SIGTERM')
  const exited = endOf(evidence, process)
  // What ended before it was asked to, ended for another reason.
  if (!asked || (exited && exited.seq < asked.seq)) return undefined
  const isMember = joinsOf(evidence, process).length > 0
  if (!isMember || leaveOf(evidence, process)) return undefined
  const killed = signalTo(evidence, process, 'SIGKILL')
  if (killed || !exited) return shownBy({ how: 'was still running 5 seconds later' }, killed, asked)
  const how =
    exited.signal !== null
      ? `was ended by ${exited.signal} in the middle of what it did`
      : `exited with code ${exited.code} and left its group without a word`
  return shownBy({ how }, exited, asked)
}

/** Left its group after SIGTERM, and had to be killed beside connections that nobody had closed. */
export function neverEnds(evidence: Evidence, process: string): Sighting | undefined {
  const left = leaveOf(evidence, process)
  const end = signalTo(evidence, process, 'SIGKILL')
  if (!signalTo(evidence, process, 'SIGTERM') || !left || !end) return undefined
  const before = (event: { process: string; seq: number }) => event.process === process && event.seq < end.seq
  const closed = evidence.of('disconnected').filter(before)
  const open = evidence.of('connected').filter(before).length - closed.length
  const shown = [end, left, ...openConnections(evidence, process, end)]
  return open > 0 ? shownBy({ open: counted(open, 'connection') }, ...shown) : undefined
}

/** It left its group, or exited with code 0, though nobody had asked it to stop. */
export function stopsUnasked(evidence: Evidence, process: string): Sighting | undefined {
  const asked = signalTo(evidence, process, 'SIGTERM')?.seq ?? Infinity
  const [joined] = joinsOf(evidence, process)
  if (!joined) return undefined
  const ends = [
    ...evidence
      .of('left')
      .filter((event) => event.process === process && event.by === 'program' && event.memberId === joined.memberId)
      .map((event) => ({ event, how: 'left its group' })),
    ...evidence
      .of('exited')
      .filter((event) => event.process === process && event.code === 0)
      .map((event) => ({ event, how: 'ended' })),
  ]
  const [end] = ends.filter(({ event }) => event.seq < asked)
  // kafkajs leaves a group also when it starts anew after an error, and says so.
  if (!end || complaintOf(evidence, process)) return undefined
  const read = evidence.of('fetched').findLast((event) => event.process === process && event.seq < end.event.seq)
  return shownBy({ how: end.how }, end.event, read, joined)
}

/** It was given records, left its group when it was asked to, and had never committed an offset. */
export function neverCommits(evidence: Evidence, process: string): Sighting | undefined {
  const fetched = evidence.of('fetched').filter((event) => event.process === process)
  const read = recordsIn(fetched)
  const commits = ['OffsetCommit', 'TxnOffsetCommit']
  const asked = evidence.of('requested').some((event) => event.process === process && commits.includes(event.api))
  const left = leaveOf(evidence, process)
  const isStopped = left !== undefined && signalTo(evidence, process, 'SIGTERM') !== undefined
  return read > 0 && isStopped && !asked ? shownBy({ read }, left, fetched.at(-1), fetched[0]) : undefined
}

/** Purchases were credited, and nobody ever committed an offset. */
export function creditsWithoutCommits(evidence: Evidence): Sighting | undefined {
  const fetched = evidence.of('fetched')
  const credits = creditsDone(evidence)
  if (credits.length === 0 || evidence.of('commit-requested').length > 0) return undefined
  return shownBy({ read: recordsIn(fetched) }, ...creditedTwice(evidence).toReversed(), credits.at(-1), fetched[0])
}

/**
 * What shows that records were missed from before its first start: where it was given partitions, and what it was given to read
 * first, if anything.
 */
export function firstReads(evidence: Evidence): readonly (Moment | undefined)[] {
  return [firstAssignment(evidence), evidence.of('fetched')[0]]
}

function recordsIn(fetched: readonly EventOf<'fetched'>[]): number {
  return fetched.reduce((sum, { records }) => sum + records.length, 0)
}

/** One record of a partition that a scene prepared. */
export interface Prepared {
  readonly partition: number
  readonly offset: bigint
  readonly kind: string
  /** Whether its effect was seen. */
  readonly done: boolean
}

/**
 * The record that stopped a partition: the first uncommitted one is of this kind, and nothing behind it was done.
 * `committed`: by partition; null is nothing yet.
 */
export function stoppedAt(
  kind: string,
  prepared: readonly Prepared[],
  committed: readonly (bigint | null)[],
): { readonly partition: number; readonly offset: string } | undefined {
  const stop = prepared.find((record) => {
    const next = committed[record.partition] ?? 0n
    const behind = prepared.filter(({ partition, offset }) => partition === record.partition && offset > record.offset)
    return record.kind === kind && record.offset === next && !record.done && !behind.some(({ done }) => done)
  })
  return stop && { partition: stop.partition, offset: stop.offset.toString() }
}

/** What kafkajs says of a handler that threw, and below it the error. A program of its own may say the same: nothing is lost by it. */
const HANDLER_FAILED = /Error when calling \w+ \(topic .*, partition (\d+), offset (\d+)\)/
const AN_ERROR = /^\w*Error\b.*: /
/** What JavaScript and kafkajs throw by themselves. */
const THROWN_BY_ITSELF = /^(?:Type|Syntax|Reference|Range|Aggregate|KafkaJS\w*)Error\b/

/** What shows that a program stopped at a record: where it was given it, what it complained of then, and its end, if it had one. */
export function stoppedMoments(evidence: Evidence, process: string, place: Place): readonly (Moment | undefined)[] {
  const [fetch] = fetchesOf(evidence, place)
  const wasEnded = signalTo(evidence, process, 'SIGTERM') ?? signalTo(evidence, process, 'SIGKILL')
  return [fetch, complaintOf(evidence, process, fetch), wasEnded ? undefined : endOf(evidence, process)]
}

/** A record that the handler refused with an error that it threw on purpose. */
export interface Refusal {
  readonly partition: number
  readonly offset: string
  readonly error: string
  /** Where kafkajs said so. */
  readonly said: Moment
}

/** What kafkajs says of each time that a handler threw on purpose: five times for one record, and then anew. */
export function refusals(evidence: Evidence): Refusal[] {
  const said = evidence.of('printed').filter(({ stream }) => stream === 'stderr')
  return said.flatMap((event, index) => {
    const [, partition, offset] = HANDLER_FAILED.exec(event.line) ?? []
    const error = said[index + 1]?.line ?? ''
    if (partition === undefined || offset === undefined) return []
    if (!AN_ERROR.test(error) || THROWN_BY_ITSELF.test(error)) return []
    return [{ partition: Number(partition), offset, error: error.slice(0, SHOWN_CHARACTERS), said: event }]
  })
}

/**
 * The record that stopped a partition was refused by an error that the handler threw on purpose; with its words. `topic`: in
 * which it lies, with the prefix.
 */
export function refusedByThrowing(
  evidence: Evidence,
  topic: string,
  { prepared, committed }: { prepared: readonly Prepared[]; committed: readonly (bigint | null)[] },
): Sighting | undefined {
  const kinds = new Set(prepared.map(({ kind }) => kind).filter((kind) => kind !== 'good'))
  const stops = [...kinds].flatMap((kind) => stoppedAt(kind, prepared, committed) ?? [])
  const all = refusals(evidence)
  const first = all.find(({ partition, offset }) =>
    stops.some((stop) => stop.partition === partition && stop.offset === offset),
  )
  if (!first) return undefined
  const { said, ...facts } = first
  const again = all.filter(({ partition, offset }) => partition === first.partition && offset === first.offset)
  const [fetch] = fetchesOf(evidence, { topic, partition: first.partition, offset: BigInt(first.offset) })
  return shownBy(facts, said, fetch, ...again.map((refusal) => refusal.said))
}

export function withoutPrefix(name: string, prefix: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name
}
