import { errorName } from '../../protocol/errors.ts'
import { type Draft, partitionLane, processLane, withoutPrefix } from './draft.ts'
import type { SavedOf } from './evidence-reader.ts'
import { offsetSubject, purchaseIn, purchaseSubject, recordDetails, recordsInWords } from './records.ts'

type Made = Omit<Draft, 'events' | 'process'>

/** Base offsets of what was sent, by pair: known once it is acknowledged. */
export type BaseOffsets = ReadonlyMap<string, bigint>

export function pairOfSend({ send, topic, partition }: { send: number; topic: string; partition: number }): string {
  return `send ${send} ${topic}/${partition}`
}

export function produced(event: SavedOf<'produced'>, bases: BaseOffsets): Made {
  const { process, topic, partition, records, send, acks, connection } = event
  const lane = partitionLane(topic, partition)
  const pair = pairOfSend(event)
  const base = bases.get(pair)
  const names = records.map(purchaseIn)
  const isAwaited = acks !== 0
  return {
    ...{ from: processLane(process), to: lane, sign: 'act', weight: 'work', pair },
    words: `${process} sends ${recordsInWords(names)} to ${lane.name}${isAwaited ? '' : ', and asks for no acknowledgement'}`,
    outcome: base === undefined ? '' : 'acknowledged',
    details: [['connection', String(connection)], ['acks', String(acks)], ...recordDetails(records, base)],
    counted: { what: 'record sent', count: records.length },
    subjects: [
      `send ${send}`,
      `connection ${connection}`,
      ...names.flatMap((name) => (name === undefined ? [] : purchaseSubject(name))),
      ...(base === undefined ? [] : records.map((_, index) => offsetSubject(topic, partition, base + BigInt(index)))),
    ],
    among: new Map(
      names.flatMap((name, index): [string, string][] => {
        if (name === undefined) return []
        const offset = base === undefined ? undefined : offsetSubject(topic, partition, base + BigInt(index))
        return [[purchaseSubject(name), name], ...(offset === undefined ? [] : [[offset, name] as [string, string]])]
      }),
    ),
  }
}

export function produceAnswered(event: SavedOf<'produce-answered'>): Made {
  const { process, topic, partition, error, baseOffset, send } = event
  const lane = partitionLane(topic, partition)
  const said = error === 0 ? 'acknowledged' : `refused: ${errorName(error)}`
  return {
    ...{ from: lane, to: processLane(process), sign: 'act', weight: 'work', pair: pairOfSend(event), answers: true },
    words:
      error === 0
        ? `${process} is told that ${lane.name} has it, from offset ${baseOffset} on`
        : `${process} is told that it was refused: ${errorName(error)}`,
    outcome: said,
    failed: error !== 0,
    details: [[error === 0 ? 'first offset' : 'error', error === 0 ? baseOffset : errorName(error)]],
    counted: { what: 'acknowledgement', count: 1 },
    subjects: [`send ${send}`],
  }
}

/** `committed`: the highest offset that was committed for the partition before. */
export function fetched(event: SavedOf<'fetched'>, committed: bigint | undefined): Made {
  const { process, topic, partition, records } = event
  const lane = partitionLane(topic, partition)
  const [first, last] = [records[0]?.offset ?? '0', records.at(-1)?.offset ?? '0']
  const offsets = first === last ? `offset ${first}` : `offsets ${first} to ${last}`
  const named = records.map((record) => ({ name: purchaseIn(record), offset: wholeOf(record.offset) }))
  return {
    ...{ from: lane, to: processLane(process), sign: 'act', weight: 'work' },
    words: `${process} gets ${recordsInWords(named.map(({ name }) => name))} from ${lane.name}, ${offsets}`,
    details: [...wholeBatches(wholeOf(first), committed), ...recordDetails(records, wholeOf(first))],
    counted: { what: 'record fetched', count: records.length },
    subjects: named.flatMap(({ name, offset }) => [
      offsetSubject(topic, partition, offset),
      ...(name === undefined ? [] : [purchaseSubject(name)]),
    ]),
    among: new Map(
      named.flatMap(({ name, offset }): [string, string][] => [
        [offsetSubject(topic, partition, offset), name ?? `offset ${offset}`],
        ...(name === undefined ? [] : [[purchaseSubject(name), name] as [string, string]]),
      ]),
    ),
  }
}

/** Otherwise it looks as if somebody read again what is committed. */
function wholeBatches(first: bigint, committed: bigint | undefined): Draft['details'] {
  if (committed === undefined || first >= committed) return []
  return [['note', 'Kafka sends whole batches; what lies before the offset that a client asks for, the client skips']]
}

export function commitRequested(event: SavedOf<'commit-requested'>): Made {
  const { process, topic, partition, offset, group } = event
  const lane = partitionLane(topic, partition)
  return {
    ...{ from: processLane(process), to: lane, sign: 'act', weight: 'work', pair: pairOfCommit(event) },
    words: `${process} commits offset ${offset} of ${lane.name}`,
    outcome: '',
    details: commitDetails(event),
    counted: { what: 'commit', count: 1 },
    subjects: commitSubjects(event),
    ...(group === '' && { failed: true }),
  }
}

export function committed(event: SavedOf<'committed'>): Made {
  const { process, topic, partition, offset, error } = event
  const lane = partitionLane(topic, partition)
  const refused = `its commit of offset ${offset} was refused: ${errorName(error)}`
  return {
    ...{ from: lane, to: processLane(process), sign: 'act', weight: 'work', pair: pairOfCommit(event), answers: true },
    words: error === 0 ? `offset ${offset} of ${lane.name} is committed` : `${process} is told that ${refused}`,
    outcome: error === 0 ? '' : `refused: ${errorName(error)}`,
    failed: error !== 0,
    details: commitDetails(event),
    subjects: commitSubjects(event),
  }
}

function pairOfCommit({ commit, topic, partition }: { commit: number; topic: string; partition: number }): string {
  return `commit ${commit} ${topic}/${partition}`
}

function commitDetails({ group, memberId, offset }: SavedOf<'committed' | 'commit-requested'>): Draft['details'] {
  const group_ = withoutPrefix(group)
  const next = `offset ${offset} is the next to read: all before it count as done`
  return [['group', group_], ...(memberId === '' ? [] : [['member', memberId] as const]), ['it says', next]]
}

/** It says that the record before it is done, and that this one comes next. */
function commitSubjects({ topic, partition, offset }: SavedOf<'committed' | 'commit-requested'>): string[] {
  const next = wholeOf(offset)
  return [offsetSubject(topic, partition, next - 1n), offsetSubject(topic, partition, next)]
}

/** A 64-bit number as the log has it; 0 for what is none. */
export function wholeOf(text: string): bigint {
  return /^-?\d{1,19}$/.test(text) ? BigInt(text) : 0n
}

export function offsetRead({ group, topic, partition, offset }: SavedOf<'offset-read'>): Made {
  const lane = partitionLane(topic, partition)
  const said = offset === null ? 'has committed nothing' : `has committed offset ${offset}`
  return {
    ...{ from: lane, sign: 'act', weight: 'small' },
    words: `the checker asks: the group ${withoutPrefix(group)} ${said} of ${lane.name}`,
    details: [],
    subjects: [],
  }
}
