import { describe, expect, test } from 'vitest'
import { type EventBody, Evidence, type WireRecord } from '../../src/evidence/index.ts'
import * as moments from '../../src/grading/moments.ts'
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

describe('the events that a rule points at', () => {
  const numbers = (seen: { events: readonly { seq: number }[] } | undefined) => seen?.events.map(({ seq }) => seq)
  const produced = (key: string | null, value = '{}', partition = 0): EventBody => ({
    ...{ kind: 'produced', send: 1, acks: -1, transactionalId: null },
    ...{ ...where, partition, records: [record(value, key)] },
  })

  test('are the last line, and the sends that were not acknowledged when it came', () => {
    const evidence = evidenceOf(came, sent(1, 1), answered(1), sent(2, 1), printed('{"sent":2}'), answered(2))
    expect(numbers(producing.unawaitedSend(evidence, 'producer', 2))).toEqual([5, 4])
  })

  test('are the sends that ask for no acknowledgement', () => {
    expect(numbers(producing.acksZero(evidenceOf(came, sent(1, 1), sent(2, 1, 0), sent(3, 1, 0))))).toEqual([3, 4])
  })

  test('are the sends of the records without a key, and of no others', () => {
    const evidence = evidenceOf(produced('Ghent', '1'), produced(null, '2'), produced(null, '3'))
    const records = [read('1', 'Ghent', 0), read('2', null, 0), read('3', null, 0)]
    expect(numbers(producing.noKey(records, evidence))).toEqual([2, 3])
  })

  test('are one key on two partitions, the one where it does not belong in front', () => {
    const right = partitionFor(Buffer.from('Ghent'), 3)
    const wrong = (right + 1) % 3
    const evidence = evidenceOf(produced('Ghent', '1', right), produced('Ghent', '2', wrong))
    const records = [read('1', 'Ghent', right), read('2', 'Ghent', wrong)]
    expect(numbers(producing.handPickedPartition(records, 3, evidence))).toEqual([2, 1, 2, 2])
  })

  test('are what kafkajs said of an object', () => {
    const line =
      'The "string" argument must be of type string or an instance of Buffer or ArrayBuffer. Received an instance of Object'
    const evidence = evidenceOf(came, { kind: 'printed', process: 'producer', stream: 'stderr', line })
    expect(numbers(producing.stringifiedObject([], evidence))).toEqual([2])
  })

  test('are a send to a misspelt topic, or the question for it where nothing was sent', () => {
    const shop = (...events: EventBody[]) => ({ evidence: evidenceOf(...events), prefix: 'kw-1.' })
    const asked: EventBody = { kind: 'topics-asked', process: 'producer', connection: 1, topics: ['kw-1.purchase'] }
    const sentThere: EventBody = { ...sent(1, 1), topic: 'kw-1.purchase' } as EventBody
    const pointsAt = (...events: EventBody[]) =>
      numbers(producing.misspeltTopic(['purchase'], ['purchases'], shop(...events)))
    expect(pointsAt(came, asked)).toEqual([2])
    expect(pointsAt(came, asked, sentThere)).toEqual([3, 2])
  })

  test('are the last line, and the connections that were never closed', () => {
    const second: EventBody = { kind: 'connected', process: 'producer', connection: 2 }
    const evidence = evidenceOf(came, second, printed('{"sent":2}'), closed)
    expect(numbers(producing.neverDisconnects(evidence, 'producer', 1))).toEqual([3, 2])
    expect(producing.neverDisconnects(evidence, 'producer', 0)).toBeUndefined()
  })

  test('of a purchase that was credited twice are both credits, and of several purchases the first', () => {
    const credit = (purchaseId: string): EventBody => ({
      ...{ kind: 'credit-answered', outcome: 'credited', process: 'worker', credit: 1 },
      ...{ purchaseId, customer: '1', key: null },
    })
    const evidence = evidenceOf(came, credit('p-1'), credit('p-2'), credit('p-2'), credit('p-1'))
    expect(moments.creditedTwice(evidence).map(({ seq }) => seq)).toEqual([3, 4])
    expect(numbers(consuming.creditsWithoutCommits(evidence))).toEqual([4, 3, 5])
  })

  test('are marked once each, the first six of them, or not at all', () => {
    const moment = (seq: number) => ({ seq })
    expect(moments.numbersOf([moment(4), undefined, ...[4, 1, 2, 3, 5, 6, 7].map(moment)])).toEqual([4, 1, 2, 3, 5, 6])
    expect(moments.numbersOf([undefined])).toBeUndefined()
  })

  test('of a death are none where the program was ended with the scene', () => {
    const killed: EventBody = { kind: 'signalled', process: 'worker', signal: 'SIGKILL' }
    const expelled: EventBody = { kind: 'left', process: 'worker', group: 'loyalty', memberId: 'm', by: 'checker' }
    expect(moments.deathOf(evidenceOf(came, killed, expelled), 'worker')?.seq).toBe(2)
    expect(moments.deathOf(evidenceOf(came, killed), 'worker')).toBeUndefined()
  })
})

describe('what records show', () => {
  const nothingElse = evidenceOf()
  const keys = ['Ghent', 'Namur', 'Brussels', 'Antwerp', 'Leuven', 'Bruges']
  const byKey = (key: string) => partitionFor(Buffer.from(key), 3)

  test('keyed by the default partitioner, nothing was picked by hand', () => {
    expect(
      producing.handPickedPartition(
        keys.map((key) => read('{}', key, byKey(key))),
        3,
        nothingElse,
      ),
    ).toBeUndefined()
  })

  test('one key on several partitions was picked by hand', () => {
    const records = [0, 1, 2].map((partition) => read('{}', 'Ghent', partition))
    expect(producing.handPickedPartition(records, 3, nothingElse)?.facts).toMatchObject({
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
        nothingElse,
      )?.facts,
    ).toMatchObject({ picked: 0, total: 6 })
  })

  test('another partitioner that goes by key is no mistake', () => {
    const records = keys.map((key) => read('{}', key, (byKey(key) + 1) % 3))
    expect(producing.handPickedPartition(records, 3, nothingElse)).toBeUndefined()
  })

  test('records without a key are counted', () => {
    expect(producing.noKey([read('{}', null, 0), read('{}', 'Ghent', 0)], nothingElse)?.facts).toEqual({
      count: 1,
      total: 2,
    })
  })

  test("JavaScript's text for an object is recognised", () => {
    expect(producing.stringifiedObject([read('[object Object]', 'Ghent', 0)], nothingElse)?.facts.how).toMatch(
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
    expect(producing.stringifiedObject([], evidence)?.facts.how).toMatch(/^kafkajs was given an instance of Object/)
  })

  test('as many keys as records are keys of their own, unless there are as many groups', () => {
    const records = ['p-1', 'p-2', 'p-3'].map((key) => read('{}', key, 0))
    expect(producing.keyOfItsOwn(records, 2, nothingElse)?.facts).toEqual({ count: 3, example: 'p-1', groups: 2 })
    expect(producing.keyOfItsOwn(records, 3, nothingElse)).toBeUndefined()
    expect(producing.keyOfItsOwn([...records, read('{}', 'p-1', 0)], 2, nothingElse)).toBeUndefined()
  })

  test('a misspelt topic is told with the nearest right name', () => {
    const shop = { evidence: nothingElse, prefix: 'kw-1.' }
    expect(producing.misspeltTopic(['receipt'], ['purchases', 'receipts'], shop)?.facts).toEqual({
      wrong: 'receipt',
      right: 'receipts',
    })
    expect(producing.misspeltTopic([], ['purchases'], shop)).toBeUndefined()
  })
})

describe('the connections of a program', () => {
  const connections = (count: number): EventBody[] =>
    Array.from({ length: count }, (_, index) => ({ kind: 'connected', process: 'producer', connection: index + 1 }))

  test('as many as records are one for each message', () => {
    expect(producing.connectionPerMessage(evidenceOf(...connections(20), sent(1, 10)), 'producer')?.facts).toEqual({
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
    expect(
      consuming.noGracefulShutdown(evidenceOf(joined, asked, end(null, 'SIGTERM')), 'consumer')?.facts.how,
    ).toMatch(/SIGTERM/)
  })

  test('without a word is shown by the end, and by the signal before it', () => {
    const seen = (...events: EventBody[]) =>
      consuming.noGracefulShutdown(evidenceOf(...events), 'consumer')?.events.map(({ seq }) => seq)
    expect(seen(joined, asked, end(0, null))).toEqual([3, 2])
    expect(seen(joined, asked, killed, end(null, 'SIGKILL'))).toEqual([3, 2])
  })

  test('without a word to the group is not', () => {
    expect(consuming.noGracefulShutdown(evidenceOf(joined, asked, end(0, null)), 'consumer')?.facts.how).toMatch(
      /without a word/,
    )
  })

  test('that leaves the group is graceful for the group, whatever comes then', () => {
    expect(consuming.noGracefulShutdown(evidenceOf(joined, asked, left, end(1, null)), 'consumer')).toBeUndefined()
    expect(consuming.noGracefulShutdown(evidenceOf(joined, asked, left, killed), 'consumer')).toBeUndefined()
  })

  test('that leaves the group and a connection open never ends', () => {
    const open = evidenceOf(connected, joined, asked, left, killed)
    expect(consuming.neverEnds(open, 'consumer')?.facts).toEqual({ open: '1 connection' })
    const ended: EventBody = { kind: 'disconnected', process: 'consumer', connection: 1, by: 'program' }
    const events = consuming.neverEnds(evidenceOf(connected, joined, asked, left, killed, ended), 'consumer')?.events
    expect(events?.map(({ seq }) => seq)).toEqual([5, 4, 1])
    expect(consuming.neverEnds(evidenceOf(connected, joined, asked, killed), 'consumer')).toBeUndefined()
    expect(consuming.neverEnds(evidenceOf(connected, joined, asked, left, end(0, null)), 'consumer')).toBeUndefined()
  })

  test('that nobody asked for is one of its own', () => {
    expect(consuming.stopsUnasked(evidenceOf(joined, left), 'consumer')?.facts).toEqual({ how: 'left its group' })
    expect(consuming.stopsUnasked(evidenceOf(joined, end(0, null)), 'consumer')?.facts).toEqual({ how: 'ended' })
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
    expect(consuming.subscribeAfterRun(evidence, 'kw-1.')?.facts).toEqual({
      how: 'it joined the group receipts and asked for no topic',
    })
  })

  test('may never have subscribed, which is no belief', () => {
    expect(consuming.subscribeAfterRun(evidenceOf(joined), 'kw-1.')).toBeUndefined()
  })
})
