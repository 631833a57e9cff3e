import type { Event, EventOf, Evidence, WireRecord } from '../evidence/index.ts'
import { creditsDone } from './credits.ts'
import type { Shared } from './groups.ts'

/**
 * Finds the events that a finding points at: what a teacher would lay a finger on in a picture of the run. Each gives the events in
 * the order in which they came, or the one event; nothing where there is none. Names of topics and groups have the prefix.
 */

/** A point of a run: an event, or whatever else has the number of one. */
export type Moment = Pick<Event, 'seq'>

/** More marks than these nobody looks at; a finding's text has the count. */
const MOST_SHOWN = 6

/** The numbers of the first few, each once, in the order given; undefined where there is none. */
export function numbersOf(moments: readonly (Moment | undefined)[]): number[] | undefined {
  const numbers = [...new Set(moments.flatMap((moment) => moment?.seq ?? []))]
  return numbers.length > 0 ? numbers.slice(0, MOST_SHOWN) : undefined
}

/** Where a record lies. */
export interface Place {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
}

/** Where it was handed to a program: several times when it was read again. */
export function fetchesOf(evidence: Evidence, { topic, partition, offset }: Place): EventOf<'fetched'>[] {
  return evidence
    .of('fetched')
    .filter(
      (event) =>
        event.topic === topic &&
        event.partition === partition &&
        event.records.some((record) => record.offset === offset),
    )
}

/** Where records were handed to programs for which this holds. */
export function fetchesWith(evidence: Evidence, holds: (record: WireRecord) => boolean): EventOf<'fetched'>[] {
  return evidence.of('fetched').filter(({ records }) => records.some(holds))
}

/** Where records left programs that have key and value of one of these. */
export function sendsOf(
  evidence: Evidence,
  records: readonly Pick<WireRecord, 'key' | 'value'>[],
): EventOf<'produced'>[] {
  return sendsWith(evidence, ({ key, value }) =>
    records.some((record) => isSame(record.key, key) && isSame(record.value, value)),
  )
}

/** Where records left programs for which this holds. */
export function sendsWith(evidence: Evidence, holds: (record: WireRecord) => boolean): EventOf<'produced'>[] {
  return evidence.of('produced').filter(({ records }) => records.some(holds))
}

/** Where a group's members asked for a commit past this offset of a partition. */
export function commitsPast(
  evidence: Evidence,
  { group, topic }: Shared,
  { partition, offset }: Pick<Place, 'partition' | 'offset'>,
): EventOf<'commit-requested'>[] {
  return evidence
    .of('commit-requested')
    .filter(
      (event) =>
        event.group === group && event.topic === topic && event.partition === partition && event.offset > offset,
    )
}

/** Where the credit of a purchase was asked for. */
export function asksFor(evidence: Evidence, purchaseId: string | undefined): EventOf<'credit-asked'>[] {
  return evidence.of('credit-asked').filter((event) => event.purchaseId === purchaseId)
}

/** Where that was answered. */
export function answersFor(evidence: Evidence, purchaseId: string | undefined): EventOf<'credit-answered'>[] {
  return evidence.of('credit-answered').filter((event) => event.purchaseId === purchaseId)
}

/** Where the first purchase of all that were credited more than once was credited. */
export function creditedTwice(evidence: Evidence): EventOf<'credit-answered'>[] {
  const done = creditsDone(evidence)
  const again = done.find((event, place) => done.slice(0, place).some((one) => one.purchaseId === event.purchaseId))
  return done.filter(({ purchaseId }) => purchaseId === again?.purchaseId)
}

/** Where a process became a member of a group, each time. */
export function joinsOf(evidence: Evidence, process: string): EventOf<'joined'>[] {
  return evidence.of('joined').filter((event) => event.process === process && event.error === 0)
}

/** Where anybody was given partitions for the first time. */
export function firstAssignment(evidence: Evidence): EventOf<'assigned'> | undefined {
  return evidence.of('assigned').find(({ error, assignment }) => error === 0 && assignment.length > 0)
}

/** Where a process was sent this signal first. */
export function signalTo(
  evidence: Evidence,
  process: string | undefined,
  signal: NodeJS.Signals,
): EventOf<'signalled'> | undefined {
  return evidence.of('signalled').find((event) => event.process === process && event.signal === signal)
}

/** Where the checker killed a process and took it out of its groups: a death that is part of the play, and not its end. */
export function deathOf(evidence: Evidence, process: string | undefined): EventOf<'signalled'> | undefined {
  const killed = signalTo(evidence, process, 'SIGKILL')
  const isMissed = evidence
    .of('left')
    .some((event) => event.by === 'checker' && event.process === process && event.seq > (killed?.seq ?? Infinity))
  return isMissed ? killed : undefined
}

/** Where a process left its group by itself. */
export function leaveOf(evidence: Evidence, process: string): EventOf<'left'> | undefined {
  return evidence.of('left').find((event) => event.process === process && event.by === 'program')
}

/** Where a process ended. */
export function endOf(evidence: Evidence, process: string): EventOf<'exited'> | undefined {
  return evidence.of('exited').find((event) => event.process === process)
}

/** Where it opened the connections that it never closed. `end`: where it was ended, which closes them all. */
export function openConnections(
  evidence: Evidence,
  process: string,
  end: Moment = { seq: Infinity },
): EventOf<'connected'>[] {
  const before = evidence.of('disconnected').filter(({ seq }) => seq < end.seq)
  const closed = new Set(before.map(({ connection }) => connection))
  return evidence.of('connected').filter((event) => event.process === process && !closed.has(event.connection))
}

/** Its last line on standard output. */
export function lastLineOf(evidence: Evidence, process: string): EventOf<'printed'> | undefined {
  return evidence.of('printed').findLast((event) => event.process === process && event.stream === 'stdout')
}

/** Its first line on standard error behind a moment. */
export function complaintOf(evidence: Evidence, process: string, after: Moment = { seq: 0 }) {
  return evidence
    .of('printed')
    .find((event) => event.process === process && event.stream === 'stderr' && event.seq > after.seq)
}

function isSame(a: Buffer | null, b: Buffer | null): boolean {
  return a === null || b === null ? a === b : a.equals(b)
}
