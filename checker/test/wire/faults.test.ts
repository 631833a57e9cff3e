import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Cluster, encodeBatch, errorCode } from '../../src/protocol/index.ts'
import { testBroker, uniqueName } from '../support/broker.ts'
import { TestWire, joinAlone } from '../support/wire.ts'

let cluster: Cluster
const topics: string[] = []
beforeAll(async () => {
  cluster = await Cluster.connect(testBroker())
})
afterAll(async () => {
  await cluster.deleteTopics(topics)
  cluster.close()
})

const messages = [{ value: 'tea' }]
/** Each is to go the same way whatever the machine does. */
const TWENTY_TIMES = { repeats: 19 }

describe('a lost acknowledgement', () => {
  test('makes two copies of a record: the broker had it, and kafkajs could not know', TWENTY_TIMES, async () => {
    await using wire = await TestWire.open()
    const topic = await newTopic()
    const producer = await wire.producer('till')
    const fault = wire.wire.faults.cut({ way: 'response', api: 'Produce', topic, times: 1 })
    await producer.send({ topic, messages })
    expect({ fired: fault.count, records: (await cluster.fetchAll(topic)).length }).toEqual({ fired: 1, records: 2 })
    expect(wire.of('produce-answered')).toHaveLength(1)
    expect(wire.notes).toContain(`cut the connection in place of the response to send 1 of till, to ${topic}/0`)
    await producer.disconnect()
  })

  test('makes one of an idempotent producer', TWENTY_TIMES, async () => {
    await using wire = await TestWire.open()
    const topic = await newTopic()
    const producer = (await wire.kafkajs('till')).producer({ idempotent: true })
    await producer.connect()
    const fault = wire.wire.faults.cut({ way: 'response', api: 'Produce', topic, times: 1 })
    await producer.send({ topic, messages })
    expect({ fired: fault.count, records: (await cluster.fetchAll(topic)).length }).toEqual({ fired: 1, records: 1 })
    await producer.disconnect()
  })
})

test('a request whose connection is cut in its place never reaches the broker', TWENTY_TIMES, async () => {
  await using wire = await TestWire.open()
  const topic = await newTopic()
  const producer = await wire.producer('till')
  wire.wire.faults.cut({ way: 'request', api: 'Produce', topic, times: 1 })
  await producer.send({ topic, messages })
  expect(await cluster.fetchAll(topic)).toHaveLength(1)
  expect(wire.of('produced')).toHaveLength(2)
  await producer.disconnect()
})

describe('a request that is held', () => {
  test('is in the evidence, and not at the broker before it is released; what is behind it waits too', async () => {
    await using wire = await TestWire.open()
    const topic = await newTopic()
    const connection = await wire.connection('worker')
    const member = await joinAlone(connection, uniqueName('group'))
    const hold = wire.wire.faults.hold({ way: 'request', api: 'OffsetCommit' })
    const partitions = [{ index: 0, offset: 1n, metadata: null }]
    const committing = connection.request('OffsetCommit', 5, { ...member, topics: [{ name: topic, partitions }] })
    const behind = connection.request('Heartbeat', 3, member)
    await hold.first
    expect(wire.of('commit-requested')).toHaveLength(1)
    expect(await cluster.committed(member.groupId, topic)).toEqual([null])
    hold.release()
    const order: string[] = []
    await Promise.all([committing.then(() => order.push('commit')), behind.then(() => order.push('heartbeat'))])
    expect(order).toEqual(['commit', 'heartbeat'])
    expect(await cluster.committed(member.groupId, topic)).toEqual([1n])
    connection.close()
  })

  test('is lost with the program that ends meanwhile', async () => {
    await using wire = await TestWire.open()
    const topic = await newTopic()
    const connection = await wire.connection('till')
    const hold = wire.wire.faults.hold({ way: 'request', api: 'Produce' })
    const sending = connection.request('Produce', 7, produceOf(topic)).catch(() => 'never answered')
    await hold.first
    connection.close()
    expect(await sending).toBe('never answered')
    await wire.event('disconnected')
    hold.release()
    expect(await cluster.fetchAll(topic)).toEqual([])
  })
})

describe('an error in place of', () => {
  test('the broker is told to the program, and the broker never sees the request', async () => {
    await using wire = await TestWire.open()
    const topic = await newTopic()
    const producer = await wire.producer('till')
    wire.wire.faults.refuse({ way: 'request', api: 'Produce', topic }, 'MESSAGE_TOO_LARGE')
    await expect(producer.send({ topic, messages })).rejects.toThrow(/larger than the max message size/)
    expect(await cluster.fetchAll(topic)).toEqual([])
    expect(wire.of('produce-answered')).toMatchObject([{ forced: true, error: errorCode('MESSAGE_TOO_LARGE'), topic }])
    await producer.disconnect()
  })

  test('its response hides that the broker did what was asked', async () => {
    await using wire = await TestWire.open()
    const topic = await newTopic()
    const producer = await wire.producer('till')
    wire.wire.faults.refuse({ way: 'response', api: 'Produce', topic, times: 1 }, 'NOT_ENOUGH_REPLICAS_AFTER_APPEND')
    await producer.send({ topic, messages })
    expect(await cluster.fetchAll(topic)).toHaveLength(2)
    expect(wire.of('produce-answered').map(({ forced = false }) => forced)).toEqual([true, false])
    await producer.disconnect()
  })

  test.for(['OffsetCommit', 'Heartbeat'] as const)('the response to %s reaches who asked', async (api) => {
    await using wire = await TestWire.open()
    const connection = await wire.connection('worker')
    const topic = await newTopic()
    const member = await joinAlone(connection, uniqueName('group'))
    wire.wire.faults.refuse({ way: 'request', api }, 'ILLEGAL_GENERATION')
    const partitions = [{ index: 0, offset: 1n, metadata: null }]
    const code =
      api === 'Heartbeat'
        ? (await connection.request(api, 3, member)).errorCode
        : (await connection.request(api, 5, { ...member, topics: [{ name: topic, partitions }] })).topics[0]
            ?.partitions[0]?.errorCode
    expect(code).toBe(errorCode('ILLEGAL_GENERATION'))
    connection.close()
  })
})

test('a delay keeps what it is for back, and nothing else', async () => {
  await using wire = await TestWire.open()
  const [slow, quick] = [await newTopic(), await newTopic()]
  const [till, office] = [await wire.producer('till'), await wire.producer('office')]
  wire.wire.faults.delay({ way: 'response', api: 'Produce', process: 'till' }, 300)
  const begun = performance.now()
  const tookMs = async (sending: Promise<unknown>) => sending.then(() => performance.now() - begun)
  const [late, early] = await Promise.all([
    tookMs(till.send({ topic: slow, messages })),
    tookMs(office.send({ topic: quick, messages })),
  ])
  expect(late).toBeGreaterThanOrEqual(299)
  expect(early).toBeLessThan(late)
  await Promise.all([till.disconnect(), office.disconnect()])
})

test('a black hole swallows one program, whose connections stay, and lets it go on later', async () => {
  await using wire = await TestWire.open()
  const topic = await newTopic()
  const [till, office] = [await wire.connection('till'), await wire.connection('office')]
  const hole = wire.wire.faults.blackHole('till')
  let answered = false
  const sending = till.request('Produce', 7, produceOf(topic)).then(() => (answered = true))
  await hole.first
  await office.request('Produce', 7, produceOf(topic))
  expect({
    answered,
    open: wire.wire.openConnections('till'),
    records: (await cluster.fetchAll(topic)).length,
  }).toEqual({ answered: false, open: 1, records: 1 })
  hole.release()
  await sending
  expect(await cluster.fetchAll(topic)).toHaveLength(2)
  till.close()
  office.close()
})

describe('a fault acts', () => {
  test('from the call on that it is told, and as often', async () => {
    await using wire = await TestWire.open()
    const topic = await newTopic()
    const connection = await wire.connection('till')
    const fault = wire.wire.faults.refuse({ way: 'request', api: 'Produce', onCall: 2, times: 2 }, 'MESSAGE_TOO_LARGE')
    const codes: (number | undefined)[] = []
    for (let send = 1; send <= 4; send += 1) {
      const { topics: answers } = await connection.request('Produce', 7, produceOf(topic))
      codes.push(answers[0]?.partitions[0]?.errorCode)
    }
    const large = errorCode('MESSAGE_TOO_LARGE')
    expect(codes).toEqual([0, large, large, 0])
    expect(fault.count).toBe(2)
    connection.close()
  })

  test('where its predicate holds', async () => {
    await using wire = await TestWire.open()
    const [topic, other] = [await newTopic(), await newTopic()]
    const connection = await wire.connection('till')
    const isOther = (names: readonly { name: string }[]) => names.some(({ name }) => name === other)
    wire.wire.faults.refuse(
      {
        api: 'Produce',
        way: 'request',
        when: ({ request }) => request.api === 'Produce' && isOther(request.body.topics),
      },
      'MESSAGE_TOO_LARGE',
    )
    await connection.request('Produce', 7, produceOf(topic))
    await connection.request('Produce', 7, produceOf(other))
    expect([await cluster.fetchAll(topic), await cluster.fetchAll(other)].map(({ length }) => length)).toEqual([1, 0])
    connection.close()
  })

  test('or is told of as one that never did', async () => {
    await using wire = await TestWire.open()
    const topic = await newTopic()
    wire.wire.faults.cut({ way: 'response', api: 'OffsetCommit', process: 'worker' })
    wire.wire.faults.delay({ api: 'Produce' }, 1)
    const connection = await wire.connection('till')
    await connection.request('Produce', 7, produceOf(topic))
    expect(wire.wire.faults.unfired).toEqual(['cut the connection in place of: OffsetCommit response of worker'])
    connection.close()
  })

  test('no more once it is released', async () => {
    await using wire = await TestWire.open()
    const topic = await newTopic()
    const connection = await wire.connection('till')
    const fault = wire.wire.faults.refuse({ way: 'request', api: 'Produce' }, 'MESSAGE_TOO_LARGE')
    await connection.request('Produce', 7, produceOf(topic))
    fault.release()
    await connection.request('Produce', 7, produceOf(topic))
    expect({ count: fault.count, records: (await cluster.fetchAll(topic)).length }).toEqual({ count: 1, records: 1 })
    connection.close()
  })
})

async function newTopic(): Promise<string> {
  const name = uniqueName('faults')
  await cluster.createTopics([{ name, partitions: 1 }])
  topics.push(name)
  return name
}

function produceOf(topic: string) {
  const partitions = [{ index: 0, records: encodeBatch(messages) }]
  return { acks: -1, timeoutMs: 5_000, topics: [{ name: topic, partitions }] }
}
