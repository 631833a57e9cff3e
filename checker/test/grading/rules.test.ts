import { describe, expect, test } from 'vitest'
import { type EventBody, Evidence, type WireRecord } from '../../src/evidence/index.ts'
import * as consuming from '../../src/grading/rules/consuming.ts'
import * as producing from '../../src/grading/rules/producing.ts'
import { partitionFor } from '../../src/protocol/index.ts'

const record = (value: string, key: string | null = 'Ghent'): WireRecord => ({
  key: key === null ? null : Buffer.from(key),
  value: Buffer.from(value),
  headers: [],
  timestamp: 0,
})
const read = (value: string, key: string | null, partition: number) => ({
  ...record(value, key),
  partition,
  offset: 0n,
})
const where = { process: 'producer', connection: 1, topic: 'purchases', partition: 0 }

function evidenceOf(...events: EventBody[]): Evidence {
  const evidence = new Evidence()
  for (const event of events) evidence.add(event)
  return evidence
}

const sent = (send: number, count: number, acks = -1): EventBody => ({
  kind: 'produced',
  send,
  acks,
  records: Array.from({ length: count }, () => record('{}')),
  transactionalId: null,
  ...where,
})
const answered = (send: number, error = 0): EventBody => ({
  kind: 'produce-answered',
  send,
  error,
  baseOffset: 0n,
  ...where,
})
const printed = (line: string): EventBody => ({ kind: 'printed', process: 'producer', stream: 'stdout', line })
const exited = (code: number): EventBody => ({ kind: 'exited', process: 'producer', code, signal: null })
const came: EventBody = { kind: 'connected', process: 'producer', connection: 1 }
const closed: EventBody = { kind: 'disconnected', process: 'producer', connection: 1, by: 'program' }

describe('the belief that send() has sent when it returns', () => {
  test('shows when the last line comes before the acknowledgement', () => {
    const evidence = evidenceOf(came, sent(1, 3), printed('{"sent":3}'), answered(1), exited(0))
    expect(producing.unawaitedSend(evidence, 'producer', 3)?.facts).toEqual({
      unacknowledged: 3,
      did: 'printed its last line',
    })
  })

  test('shows when the connection is closed before the acknowledgement', () => {
    const evidence = evidenceOf(came, sent(1, 2), closed, exited(0))
    expect(producing.unawaitedSend(evidence, 'producer', undefined)?.facts).toEqual({
      unacknowledged: 2,
      did: 'closed its connection',
    })
  })

  test('shows when more is claimed than ever left the program', () => {
    const evidence = evidenceOf(came, printed('{"sent":29}'), exited(0))
    expect(producing.unawaitedSend(evidence, 'producer', 29)?.facts).toMatchObject({ unacknowledged: 29 })
  })

  test('shows when records leave the program behind its last line, whatever that claims', () => {
    const evidence = evidenceOf(came, printed('{"sent":0}'), sent(1, 2), answered(1), exited(0))
    expect(producing.unawaitedSend(evidence, 'producer', 0)?.facts).toEqual({
      unacknowledged: 2,
      did: 'printed its last line',
    })
  })

  test('is not read into a program that never came to Kafka, whatever it claims', () => {
    expect(producing.unawaitedSend(evidenceOf(printed('{"sent":29}'), exited(0)), 'producer', 29)).toBeUndefined()
  })

  test('is not read into a program that waits', () => {
    const evidence = evidenceOf(
      came,
      sent(1, 2),
      answered(1),
      sent(2, 1),
      answered(2),
      closed,
      printed('{"sent":3}'),
      exited(0),
    )
    expect(producing.unawaitedSend(evidence, 'producer', 3)).toBeUndefined()
  })

  test('is not read into sends that ask for no acknowledgement, nor into refused ones', () => {
    expect(producing.unawaitedSend(evidenceOf(came, sent(1, 2, 0), printed('x')), 'producer', 2)).toBeUndefined()
    expect(
      producing.unawaitedSend(evidenceOf(came, sent(1, 2), answered(1, 10), printed('x')), 'producer', 2),
    ).toBeUndefined()
  })
})

describe('what records show', () => {
  const keys = ['Ghent', 'Namur', 'Brussels', 'Antwerp', 'Leuven', 'Bruges']
  const byKey = (key: string) => partitionFor(Buffer.from(key), 3)

  test('keyed by the default partitioner, nothing was picked by hand', () => {
    expect(
      producing.handPickedPartition(
        keys.map((key) => read('{}', key, byKey(key))),
        3,
      ),
    ).toBeUndefined()
  })

  test('one key on several partitions was picked by hand', () => {
    const records = [0, 1, 2].map((partition) => read('{}', 'Ghent', partition))
    expect(producing.handPickedPartition(records, 3)).toMatchObject({
      key: 'Ghent',
      byKey: byKey('Ghent'),
      count: 2,
      total: 3,
    })
  })

  test('all keys on one partition were picked by hand', () => {
    expect(
      producing.handPickedPartition(
        keys.map((key) => read('{}', key, 0)),
        3,
      ),
    ).toMatchObject({ picked: 0, total: 6 })
  })

  test('another partitioner that goes by key is no mistake', () => {
    const records = keys.map((key) => read('{}', key, (byKey(key) + 1) % 3))
    expect(producing.handPickedPartition(records, 3)).toBeUndefined()
  })

  test('records without a key are counted', () => {
    expect(producing.noKey([read('{}', null, 0), read('{}', 'Ghent', 0)])).toEqual({ count: 1, total: 2 })
  })

  test("JavaScript's text for an object is recognised", () => {
    const nothingElse = evidenceOf()
    expect(producing.stringifiedObject([read('[object Object]', 'Ghent', 0)], nothingElse)?.how).toMatch(
      /^One value reads `\[object Object\]`/,
    )
    expect(producing.stringifiedObject([read('{"a":1}', 'Ghent', 0)], nothingElse)).toBeUndefined()
  })

  test('an object that kafkajs could not make bytes of is recognised by what Node says', () => {
    let said = ''
    try {
      Buffer.byteLength({} as string)
    } catch (error) {
      said = String(error)
    }
    const evidence = evidenceOf({ kind: 'printed', process: 'producer', stream: 'stderr', line: `kafkajs: ${said}` })
    expect(producing.stringifiedObject([], evidence)?.how).toMatch(/^kafkajs was given an instance of Object/)
  })

  test('as many keys as records are keys of their own, unless there are as many groups', () => {
    const records = ['p-1', 'p-2', 'p-3'].map((key) => read('{}', key, 0))
    expect(producing.keyOfItsOwn(records, 2)).toEqual({ count: 3, example: 'p-1', groups: 2 })
    expect(producing.keyOfItsOwn(records, 3)).toBeUndefined()
    expect(producing.keyOfItsOwn([...records, read('{}', 'p-1', 0)], 2)).toBeUndefined()
  })

  test('a misspelt topic is told with the nearest right name', () => {
    expect(producing.misspeltTopic(['receipt'], ['purchases', 'receipts'])).toEqual({
      wrong: 'receipt',
      right: 'receipts',
    })
    expect(producing.misspeltTopic([], ['purchases'])).toBeUndefined()
  })
})

describe('the connections of a program', () => {
  const connections = (count: number): EventBody[] =>
    Array.from({ length: count }, (_, index) => ({ kind: 'connected', process: 'producer', connection: index + 1 }))

  test('as many as records are one for each message', () => {
    expect(producing.connectionPerMessage(evidenceOf(...connections(20), sent(1, 10)), 'producer')).toEqual({
      connections: 20,
      records: 10,
    })
  })

  test('two for many records are as they should be', () => {
    expect(producing.connectionPerMessage(evidenceOf(...connections(2), sent(1, 10)), 'producer')).toBeUndefined()
  })
})

describe('a stop by SIGTERM', () => {
  const asked: EventBody = { kind: 'signalled', process: 'consumer', signal: 'SIGTERM' }
  const joined: EventBody = {
    kind: 'joined',
    process: 'consumer',
    connection: 1,
    group: 'receipts',
    memberId: 'm',
    generation: 1,
    leader: true,
    subscription: ['purchases'],
    sessionTimeoutMs: 10_000,
    error: 0,
  }
  const left: EventBody = { kind: 'left', process: 'consumer', group: 'receipts', memberId: 'm', by: 'program' }
  const killed: EventBody = { kind: 'signalled', process: 'consumer', signal: 'SIGKILL' }
  const connected: EventBody = { kind: 'connected', process: 'consumer', connection: 1 }
  const end = (code: number | null, signal: NodeJS.Signals | null): EventBody => ({
    kind: 'exited',
    process: 'consumer',
    code,
    signal,
  })

  test('that leaves the group and exits with 0 is graceful', () => {
    expect(consuming.noGracefulShutdown(evidenceOf(joined, asked, left, end(0, null)), 'consumer')).toBeUndefined()
  })

  test('by the signal itself is not', () => {
    expect(consuming.noGracefulShutdown(evidenceOf(joined, asked, end(null, 'SIGTERM')), 'consumer')?.how).toMatch(
      /SIGTERM/,
    )
  })

  test('without a word to the group is not', () => {
    expect(consuming.noGracefulShutdown(evidenceOf(joined, asked, end(0, null)), 'consumer')?.how).toMatch(
      /without a word/,
    )
  })

  test('that leaves the group is graceful for the group, whatever comes then', () => {
    expect(consuming.noGracefulShutdown(evidenceOf(joined, asked, left, end(1, null)), 'consumer')).toBeUndefined()
    expect(consuming.noGracefulShutdown(evidenceOf(joined, asked, left, killed), 'consumer')).toBeUndefined()
  })

  test('that leaves the group and a connection open never ends', () => {
    const open = evidenceOf(connected, joined, asked, left, killed)
    expect(consuming.neverEnds(open, 'consumer')).toEqual({ open: '1 connection' })
    expect(consuming.neverEnds(evidenceOf(connected, joined, asked, killed), 'consumer')).toBeUndefined()
    expect(consuming.neverEnds(evidenceOf(connected, joined, asked, left, end(0, null)), 'consumer')).toBeUndefined()
  })

  test('that nobody asked for is one of its own', () => {
    expect(consuming.stopsUnasked(evidenceOf(joined, left), 'consumer')).toEqual({ how: 'left its group' })
    expect(consuming.stopsUnasked(evidenceOf(joined, end(0, null)), 'consumer')).toEqual({ how: 'ended' })
    expect(consuming.stopsUnasked(evidenceOf(joined, asked, left, end(0, null)), 'consumer')).toBeUndefined()
  })

  test('that nobody asked for is none of its own when kafkajs starts anew after an error', () => {
    const crash: EventBody = { kind: 'printed', process: 'consumer', stream: 'stderr', line: 'kafkajs: Crash: x' }
    expect(consuming.stopsUnasked(evidenceOf(joined, crash, left), 'consumer')).toBeUndefined()
  })

  test('that came after the program had ended tells nothing', () => {
    expect(consuming.noGracefulShutdown(evidenceOf(joined, end(1, null), asked), 'consumer')).toBeUndefined()
  })
})

describe('the record that stopped a partition', () => {
  const prepared = (kind: string, partition: number, offset: bigint, done = false) => ({
    kind,
    partition,
    offset,
    done,
  })
  const partition = [prepared('good', 0, 0n, true), prepared('tombstone', 0, 1n), prepared('good', 0, 2n)]

  test('is the first that was not committed', () => {
    expect(consuming.stoppedAt('tombstone', partition, [1n])).toEqual({ partition: 0, offset: '1' })
  })

  test('is not named when the partition was read to its end, or stopped elsewhere', () => {
    expect(consuming.stoppedAt('tombstone', partition, [3n])).toBeUndefined()
    expect(consuming.stoppedAt('tombstone', partition, [null])).toBeUndefined()
  })

  test('is not named when something behind it was done', () => {
    const passed = [...partition.slice(0, 2), prepared('good', 0, 2n, true)]
    expect(consuming.stoppedAt('tombstone', passed, [1n])).toBeUndefined()
  })
})

describe('a member that asks for no topic', () => {
  const joined: EventBody = {
    kind: 'joined',
    process: 'consumer',
    connection: 1,
    group: 'kw-1.receipts',
    memberId: 'm',
    generation: 1,
    leader: true,
    subscription: [],
    sessionTimeoutMs: 10_000,
    error: 0,
  }

  test('has subscribed too late when kafkajs says so', () => {
    const line = 'KafkaJSNonRetriableError: Cannot subscribe to topic while consumer is running'
    const evidence = evidenceOf(joined, { kind: 'printed', process: 'consumer', stream: 'stderr', line })
    expect(consuming.subscribeAfterRun(evidence, 'kw-1.')).toEqual({
      how: 'it joined the group receipts and asked for no topic',
    })
  })

  test('may never have subscribed, which is no belief', () => {
    expect(consuming.subscribeAfterRun(evidenceOf(joined), 'kw-1.')).toBeUndefined()
  })
})
