import { distance } from 'fastest-levenshtein'
import type { Event, Evidence } from '../../evidence/index.ts'
import { type ReadRecord, partitionFor } from '../../protocol/index.ts'
import { type Facts, type Sighting, shownBy } from '../explain.ts'
import { type SendOutcome, sendOutcomes } from '../verdicts.ts'

/** A record is asked for without an acknowledgement: acks 0 in a Produce request. */
export function acksZero(evidence: Evidence): Facts | undefined {
  const produced = evidence.of('produced')
  const count = recordsIn(produced.filter(({ acks }) => acks === 0))
  return count > 0 ? { count, total: recordsIn(produced) } : undefined
}

/**
 * The program said that it was done, closed a connection or ended while a record that it had sent, was to send, or claims to
 * have sent, was not acknowledged. Sends that ask for no acknowledgement, and refused ones, are another matter, and so is a program
 * that never came to Kafka.
 *
 * `claimed`: what the program's last line says was sent, if it says so.
 */
export function unawaitedSend(evidence: Evidence, process: string, claimed: number | undefined): Sighting | undefined {
  if (!evidence.of('connected').some((event) => event.process === process)) return undefined
  const outcomes = sendOutcomes(evidence).filter(({ sent }) => sent.process === process)
  if (outcomes.some(({ sent, outcome }) => sent.acks === 0 || outcome === 'refused')) return undefined
  for (const { event, did, connection } of signsOfDone(evidence, process)) {
    // What leaves the program behind its last line was not acknowledged when it printed that.
    const sent = outcomes.filter(
      (one) => connection === undefined || (one.sent.seq < event.seq && one.sent.connection === connection),
    )
    const isAcknowledged = ({ answer }: SendOutcome) => answer !== undefined && answer.seq < event.seq
    const all = Math.max(connection === undefined ? (claimed ?? 0) : 0, recordsOf(sent))
    const unacknowledged = all - recordsOf(sent.filter(isAcknowledged))
    if (unacknowledged > 0)
      return shownBy(
        { unacknowledged, did },
        event,
        ...sent.filter((one) => !isAcknowledged(one)).map((one) => one.sent),
      )
  }
  return undefined
}

interface SignOfDone {
  readonly event: Event
  readonly did: string
  /** The sign is about this connection alone. */
  readonly connection?: number
}

/** Its last line, each connection that it closed, and its end without an error, in the order in which they came. */
function signsOfDone(evidence: Evidence, process: string): SignOfDone[] {
  const lastLine = evidence.of('printed').findLast((event) => event.process === process && event.stream === 'stdout')
  const closed = evidence.of('disconnected').filter((event) => event.process === process && event.by === 'program')
  const exited = evidence.of('exited').find((event) => event.process === process && event.code === 0)
  return [
    ...(lastLine ? [{ event: lastLine, did: 'printed its last line' }] : []),
    ...closed.map((event) => ({ event, connection: event.connection, did: 'closed its connection' })),
    ...(exited ? [{ event: exited, did: 'exited' }] : []),
  ].toSorted((a, b) => a.event.seq - b.event.seq)
}

function recordsOf(outcomes: readonly SendOutcome[]): number {
  return recordsIn(outcomes.map(({ sent }) => sent))
}

function recordsIn(events: readonly { readonly records: readonly unknown[] }[]): number {
  return events.reduce((sum, { records }) => sum + records.length, 0)
}

/** About as many connections as records, or more. kafkajs needs one to find the cluster and one to each broker. */
export function connectionPerMessage(evidence: Evidence, process: string): Facts | undefined {
  const connections = evidence.of('connected').filter((event) => event.process === process).length
  const records = recordsIn(evidence.of('produced').filter((event) => event.process === process))
  return records > 5 && connections >= records ? { connections, records } : undefined
}

/** What Node says of an object that is to become bytes, which is where kafkajs puts a key, a value or a header into a request. */
const NOT_BYTES =
  /"string" argument must be of type string or an instance of Buffer or ArrayBuffer\. Received (an instance of \w+)/

/** JavaScript's text for an object in place of JSON; or kafkajs was given an object, and could not make bytes of it. */
export function stringifiedObject(records: readonly ReadRecord[], evidence: Evidence): Facts | undefined {
  const texts = records
    .map(({ value }) => value?.toString('utf8') ?? '')
    .filter((text) => text.includes('[object Object]'))
  const [example] = texts
  if (example !== undefined) {
    const what = texts.length === 1 ? 'One value reads' : `${texts.length} values read`
    const how = `${what} \`${example.slice(0, 60)}\`, which is what JavaScript makes of an object that is turned into a string: what was in it is gone.`
    return { how }
  }
  const refused = evidence
    .of('printed')
    .flatMap(({ stream, line }) => (stream === 'stderr' && NOT_BYTES.exec(line)) || [])
  const [, received] = refused
  return received === undefined
    ? undefined
    : { how: `kafkajs was given ${received}, could not make bytes of it, and sent nothing.` }
}

/** Records without a key, where each should have one. */
export function noKey(records: readonly Pick<ReadRecord, 'key'>[]): Facts | undefined {
  const count = records.filter(({ key }) => key === null).length
  return count > 0 ? { count, total: records.length } : undefined
}

/** As many keys as records, where records belong to so many `groups` that should have a key each. */
export function keyOfItsOwn(records: readonly ReadRecord[], groups: number): Facts | undefined {
  const keys = records.flatMap(({ key }) => (key === null ? [] : [key.toString('utf8')]))
  const [example] = keys
  if (example === undefined || keys.length <= groups || new Set(keys).size < records.length) return undefined
  return { count: keys.length, example, groups }
}

/**
 * The key had no say in the partition: one key on several partitions, or all keys on one where the default partitioner
 * (murmur2, as in Java) uses more. Another partitioner that goes by key is no mistake.
 */
export function handPickedPartition(records: readonly ReadRecord[], partitions: number): Facts | undefined {
  const keyed = records.flatMap(({ key, partition }) =>
    key === null ? [] : [{ key, partition, byKey: partitionFor(key, partitions) }],
  )
  const elsewhere = keyed.filter(({ partition, byKey }) => partition !== byKey)
  const [example] = elsewhere
  if (!example) return undefined
  const partitionsOf = new Map<string, Set<number>>()
  for (const { key, partition } of keyed) {
    const name = key.toString('utf8')
    partitionsOf.set(name, (partitionsOf.get(name) ?? new Set()).add(partition))
  }
  const spread = [...partitionsOf.values()].some((seen) => seen.size > 1)
  const piled = new Set(keyed.map(({ partition }) => partition)).size === 1
  if (!spread && !piled) return undefined
  return {
    count: elsewhere.length,
    total: records.length,
    key: example.key.toString('utf8'),
    picked: example.partition,
    byKey: example.byKey,
  }
}

/** A topic that nobody asked for came to be, or a name without the run's prefix was used. `right`: the topics of the task. */
export function misspeltTopic(strays: readonly string[], right: readonly string[]): Facts | undefined {
  const [wrong] = strays
  const nearest = wrong === undefined ? undefined : right.toSorted((a, b) => distance(wrong, a) - distance(wrong, b))[0]
  return wrong === undefined || nearest === undefined ? undefined : { wrong, right: nearest }
}
