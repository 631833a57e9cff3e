import { distance } from 'fastest-levenshtein'
import type { Event, Evidence } from '../../evidence/index.ts'
import { type ReadRecord, partitionFor } from '../../protocol/index.ts'
import { type Sighting, shownBy } from '../explain.ts'
import { lastLineOf, openConnections, sendsOf, sendsWith } from '../moments.ts'
import { type SendOutcome, sendOutcomes } from '../verdicts.ts'
import { counted } from '../words.ts'

/** A record is asked for without an acknowledgement: acks 0 in a Produce request. */
export function acksZero(evidence: Evidence): Sighting | undefined {
  const produced = evidence.of('produced')
  const unasked = produced.filter(({ acks }) => acks === 0)
  const count = recordsIn(unasked)
  return count > 0 ? shownBy({ count, total: recordsIn(produced) }, ...unasked) : undefined
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
  const lastLine = lastLineOf(evidence, process)
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
export function connectionPerMessage(evidence: Evidence, process: string): Sighting | undefined {
  const opened = evidence.of('connected').filter((event) => event.process === process)
  const connections = opened.length
  const records = recordsIn(evidence.of('produced').filter((event) => event.process === process))
  return records > 5 && connections >= records ? shownBy({ connections, records }, ...opened) : undefined
}

/** It still had connections when it was given up on. `open`: how many the wire had then. */
export function neverDisconnects(evidence: Evidence, process: string, open: number): Sighting | undefined {
  if (open === 0) return undefined
  const shown = [lastLineOf(evidence, process), ...openConnections(evidence, process)]
  return shownBy({ open: counted(open, 'connection') }, ...shown)
}

/** What Node says of an object that is to become bytes, which is where kafkajs puts a key, a value or a header into a request. */
const NOT_BYTES =
  /"string" argument must be of type string or an instance of Buffer or ArrayBuffer\. Received (an instance of \w+)/

/** JavaScript's text for an object in place of JSON; or kafkajs was given an object, and could not make bytes of it. */
export function stringifiedObject(records: readonly ReadRecord[], evidence: Evidence): Sighting | undefined {
  const textOf = ({ value }: Pick<ReadRecord, 'value'>) => value?.toString('utf8') ?? ''
  const isStringified = (record: Pick<ReadRecord, 'value'>) => textOf(record).includes('[object Object]')
  const texts = records.filter(isStringified).map(textOf)
  const [example] = texts
  if (example !== undefined) {
    const what = texts.length === 1 ? 'One value reads' : `${texts.length} values read`
    const how = `${what} \`${example.slice(0, 60)}\`, which is what JavaScript makes of an object that is turned into a string: what was in it is gone.`
    return shownBy({ how }, ...sendsWith(evidence, isStringified))
  }
  const refusal = evidence.of('printed').find(({ stream, line }) => stream === 'stderr' && NOT_BYTES.test(line))
  const [, received] = NOT_BYTES.exec(refusal?.line ?? '') ?? []
  return received === undefined
    ? undefined
    : shownBy({ how: `kafkajs was given ${received}, could not make bytes of it, and sent nothing.` }, refusal)
}

/** Records without a key, where each should have one. */
export function noKey(records: readonly Pick<ReadRecord, 'key' | 'value'>[], evidence: Evidence): Sighting | undefined {
  const keyless = records.filter(({ key }) => key === null)
  const count = keyless.length
  return count > 0 ? shownBy({ count, total: records.length }, ...sendsOf(evidence, keyless)) : undefined
}

/** As many keys as records, where records belong to so many `groups` that should have a key each. */
export function keyOfItsOwn(records: readonly ReadRecord[], groups: number, evidence: Evidence): Sighting | undefined {
  const keys = records.flatMap(({ key }) => (key === null ? [] : [key.toString('utf8')]))
  const [example] = keys
  if (example === undefined || keys.length <= groups || new Set(keys).size < records.length) return undefined
  return shownBy({ count: keys.length, example, groups }, ...sendsOf(evidence, records))
}

/**
 * The key had no say in the partition: one key on several partitions, or all keys on one where the default partitioner
 * (murmur2, as in Java) uses more. Another partitioner that goes by key is no mistake.
 */
export function handPickedPartition(
  records: readonly ReadRecord[],
  partitions: number,
  evidence: Evidence,
): Sighting | undefined {
  const keyed = records.flatMap(({ key, value, partition }) =>
    key === null ? [] : [{ key, value, partition, byKey: partitionFor(key, partitions) }],
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
  const facts = {
    count: elsewhere.length,
    total: records.length,
    key: example.key.toString('utf8'),
    picked: example.partition,
    byKey: example.byKey,
  }
  const alike = keyed.filter(({ key }) => key.equals(example.key))
  return shownBy(facts, ...sendsOf(evidence, [example]), ...sendsOf(evidence, alike), ...sendsOf(evidence, elsewhere))
}

/** A topic that nobody asked for came to be, or a name without the run's prefix was used. `right`: the topics of the task. */
export function misspeltTopic(
  strays: readonly string[],
  right: readonly string[],
  { evidence, prefix }: { readonly evidence: Evidence; readonly prefix: string },
): Sighting | undefined {
  const [wrong] = strays
  const nearest = wrong === undefined ? undefined : right.toSorted((a, b) => distance(wrong, a) - distance(wrong, b))[0]
  if (wrong === undefined || nearest === undefined) return undefined
  const name = prefix + wrong
  return shownBy(
    { wrong, right: nearest },
    evidence.of('produced').find(({ topic }) => topic === name),
    evidence.of('joined').find(({ subscription }) => subscription.includes(name)),
    evidence.of('topics-asked').find(({ topics }) => topics.includes(name)),
  )
}
