import type { Evidence } from '../../evidence/index.ts'
import { creditsDone } from '../credits.ts'
import type { Facts } from '../explain.ts'
import { counted } from '../words.ts'

/** So much of an error's words is enough to recognise it. */
const SHOWN_CHARACTERS = 80

/** What kafkajs 2.2.4 says when it refuses a subscription (src/consumer/index.js). */
const REFUSED_SUBSCRIPTION = 'Cannot subscribe to topic while consumer is running'

/** kafkajs refused a subscription, since the consumer ran already. A member that never subscribes is another matter. */
export function subscribeAfterRun(evidence: Evidence, prefix: string): Facts | undefined {
  const refused = evidence
    .of('printed')
    .some(({ stream, line }) => stream === 'stderr' && line.includes(REFUSED_SUBSCRIPTION))
  if (!refused) return undefined
  const joined = evidence.of('joined').find(({ error, subscription }) => error === 0 && subscription.length === 0)
  return {
    how: joined
      ? `it joined the group ${withoutPrefix(joined.group, prefix)} and asked for no topic`
      : 'kafkajs refused the subscription',
  }
}

/** Stopped by SIGTERM, and did not leave its group: ended by the signal itself, by an exit, or not at all within the limit. */
export function noGracefulShutdown(evidence: Evidence, process: string): Facts | undefined {
  const asked = askedToStop(evidence, process)
  const exited = evidence.of('exited').find((event) => event.process === process)
  // What ended before it was asked to, ended for another reason.
  if (!asked || (exited && exited.seq < asked.seq)) return undefined
  const wasMember = evidence.of('joined').some((event) => event.process === process && event.error === 0)
  if (!wasMember || leftByItself(evidence, process)) return undefined
  if (killed(evidence, process) || !exited) return { how: 'was still running 5 seconds later' }
  if (exited.signal !== null) return { how: `was ended by ${exited.signal} in the middle of what it did` }
  return { how: `exited with code ${exited.code} and left its group without a word` }
}

/** Left its group after SIGTERM, and had to be killed beside connections that nobody had closed. */
export function neverEnds(evidence: Evidence, process: string): Facts | undefined {
  if (!askedToStop(evidence, process) || !leftByItself(evidence, process)) return undefined
  const end = killed(evidence, process)
  if (!end) return undefined
  const before = (event: { process: string; seq: number }) => event.process === process && event.seq < end.seq
  const closed = evidence.of('disconnected').filter(before)
  const open = evidence.of('connected').filter(before).length - closed.length
  return open > 0 ? { open: counted(open, 'connection') } : undefined
}

/** It left its group, or exited with code 0, though nobody had asked it to stop. */
export function stopsUnasked(evidence: Evidence, process: string): Facts | undefined {
  const asked = askedToStop(evidence, process)?.seq ?? Infinity
  const joined = evidence.of('joined').find((event) => event.process === process && event.error === 0)
  if (!joined) return undefined
  const ends = [
    ...evidence
      .of('left')
      .filter((event) => event.process === process && event.by === 'program' && event.memberId === joined.memberId)
      .map(({ seq }) => ({ seq, how: 'left its group' })),
    ...evidence
      .of('exited')
      .filter((event) => event.process === process && event.code === 0)
      .map(({ seq }) => ({ seq, how: 'ended' })),
  ]
  const [end] = ends.filter(({ seq }) => seq < asked)
  return end && !complained(evidence, process) ? { how: end.how } : undefined
}

/** It was given records, left its group when it was asked to, and had never committed an offset. */
export function neverCommits(evidence: Evidence, process: string): Facts | undefined {
  const read = evidence
    .of('fetched')
    .filter((event) => event.process === process)
    .reduce((sum, { records }) => sum + records.length, 0)
  const commits = ['OffsetCommit', 'TxnOffsetCommit']
  const asked = evidence.of('requested').some((event) => event.process === process && commits.includes(event.api))
  const stopped = askedToStop(evidence, process) !== undefined && leftByItself(evidence, process)
  return read > 0 && stopped && !asked ? { read } : undefined
}

/** Purchases were credited, and nobody ever committed an offset. */
export function creditsWithoutCommits(evidence: Evidence): Facts | undefined {
  const read = evidence.of('fetched').reduce((sum, { records }) => sum + records.length, 0)
  const isCredited = creditsDone(evidence).length > 0
  return isCredited && evidence.of('commit-requested').length === 0 ? { read } : undefined
}

function askedToStop(evidence: Evidence, process: string) {
  return evidence.of('signalled').find((event) => event.process === process && event.signal === 'SIGTERM')
}

function killed(evidence: Evidence, process: string) {
  return evidence.of('signalled').find((event) => event.process === process && event.signal === 'SIGKILL')
}

function leftByItself(evidence: Evidence, process: string): boolean {
  return evidence.of('left').some((event) => event.process === process && event.by === 'program')
}

/** kafkajs leaves a group also when it starts anew after an error, and says so. */
function complained(evidence: Evidence, process: string): boolean {
  return evidence.of('printed').some((event) => event.process === process && event.stream === 'stderr')
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

/** A record that the handler refused with an error that it threw on purpose. */
export interface Refusal {
  readonly partition: number
  readonly offset: string
  readonly error: string
}

/** What kafkajs says of each time that a handler threw on purpose: five times for one record, and then anew. */
export function refusals(evidence: Evidence): Refusal[] {
  const said = evidence.of('printed').filter(({ stream }) => stream === 'stderr')
  return said.flatMap(({ line }, index) => {
    const [, partition, offset] = HANDLER_FAILED.exec(line) ?? []
    const error = said[index + 1]?.line ?? ''
    if (partition === undefined || offset === undefined) return []
    if (!AN_ERROR.test(error) || THROWN_BY_ITSELF.test(error)) return []
    return [{ partition: Number(partition), offset, error: error.slice(0, SHOWN_CHARACTERS) }]
  })
}

/** The record that stopped a partition was refused by an error that the handler threw on purpose; with its words. */
export function refusedByThrowing(
  evidence: Evidence,
  prepared: readonly Prepared[],
  committed: readonly (bigint | null)[],
): Facts | undefined {
  const kinds = new Set(prepared.map(({ kind }) => kind).filter((kind) => kind !== 'good'))
  const stops = [...kinds].flatMap((kind) => stoppedAt(kind, prepared, committed) ?? [])
  const refusal = refusals(evidence).find(({ partition, offset }) =>
    stops.some((stop) => stop.partition === partition && stop.offset === offset),
  )
  return refusal && { ...refusal }
}

export function withoutPrefix(name: string, prefix: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name
}
