import { once } from 'node:events'
import { type Admin, ConfigResourceTypes, KafkaJSError } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Cluster, errorCode } from '../../src/protocol/index.ts'
import { testBroker, uniqueName } from '../support/broker.ts'
import { TestWire, joinAlone } from '../support/wire.ts'

const foreign = uniqueName('topic').replace('kw-test-', 'somebody-else-')
const own = uniqueName('topic')
let cluster: Cluster
beforeAll(async () => {
  cluster = await Cluster.connect(testBroker())
  await cluster.createTopics([foreign, own].map((name) => ({ name, partitions: 1 })))
  await cluster.produce(foreign, 0, [{ value: 'secret' }])
})
afterAll(async () => {
  await cluster.deleteTopics([foreign, own])
  cluster.close()
})

describe('a program of kafkajs', () => {
  test('is told that it may not have a topic whose name is not of its run, and the topic stays as it is', async () => {
    await using wire = await TestWire.open()
    const producer = await wire.producer('program')
    await expect(producer.send({ topic: foreign, messages: [{ value: 'tea' }] })).rejects.toThrow(/Not authorized/)
    await producer.disconnect()
    expect(wire.of('refused')[0]).toMatchObject({ api: 'Metadata', what: `the topic "${foreign}"` })
    expect(await cluster.fetchAll(foreign)).toHaveLength(1)
    expect(wire.faults).toEqual([])
  })

  test('does not bring about a topic by asking for one that is not of its run', async () => {
    await using wire = await TestWire.open()
    const name = foreign.replace('topic', 'no-topic')
    const producer = await wire.producer('program')
    await expect(producer.send({ topic: name, messages: [{ value: 'tea' }] })).rejects.toThrow(/Not authorized/)
    await producer.disconnect()
    expect(await cluster.topics()).not.toContain(name)
  })

  test('is told that it may not have a group whose name is not of its run', async () => {
    await using wire = await TestWire.open()
    const consumer = (await wire.kafkajs('program')).consumer({ groupId: 'somebody-else', retry: { retries: 0 } })
    await consumer.connect()
    await consumer.subscribe({ topic: own })
    const crashed = new Promise<Error>((resolve) =>
      consumer.on('consumer.crash', ({ payload }) => resolve(payload.error)),
    )
    await consumer.run({ eachMessage: () => Promise.resolve() })
    expect((await crashed).message).toMatch(/group/i)
    await consumer.disconnect()
    expect(wire.of('refused')[0]).toMatchObject({ api: 'FindCoordinator', what: 'the group "somebody-else"' })
    expect(await cluster.listGroups()).not.toContain('somebody-else')
  })

  test.each<[string, (admin: Admin) => Promise<unknown>]>([
    ['delete topics', (admin) => admin.deleteTopics({ topics: [own] })],
    [
      'delete records',
      (admin) => admin.deleteTopicRecords({ topic: own, partitions: [{ partition: 0, offset: '0' }] }),
    ],
    ['delete groups', (admin) => admin.deleteGroups([uniqueName('group')])],
    ['list the groups of others', (admin) => admin.listGroups()],
    [
      'read settings',
      (admin) =>
        admin.describeConfigs({ includeSynonyms: false, resources: [{ type: ConfigResourceTypes.TOPIC, name: own }] }),
    ],
    ['add partitions', (admin) => admin.createPartitions({ topicPartitions: [{ topic: own, count: 9 }] })],
  ])('finds that this broker does not %s', async (_, act) => {
    await using wire = await TestWire.open()
    const admin = (await wire.kafkajs('program')).admin()
    await admin.connect()
    await expect(act(admin)).rejects.toBeInstanceOf(KafkaJSError)
    await admin.disconnect()
    expect(await cluster.topics()).toContain(own)
    expect(wire.faults).toEqual([])
  })

  test('sees the topics of its run alone, and may make its own', async () => {
    await using wire = await TestWire.open()
    const admin = (await wire.kafkajs('program')).admin()
    await admin.connect()
    const made = uniqueName('made')
    await admin.createTopics({ topics: [{ topic: made }] })
    const topics = await admin.listTopics()
    await expect(admin.createTopics({ topics: [{ topic: `not-${made}` }] })).rejects.toThrow(/Topic creation errors/)
    await admin.disconnect()
    await cluster.deleteTopics([made])
    expect(topics).toEqual(expect.arrayContaining([own, made]))
    expect(topics.filter((name) => !name.startsWith('kw-test-'))).toEqual([])
    expect(await cluster.topics()).not.toContain(`not-${made}`)
  })
})

describe("a program that may know of Kafka's own topics", () => {
  async function adminOf(wire: TestWire): Promise<Admin> {
    const admin = (await wire.kafkajs('program')).admin()
    await admin.connect()
    return admin
  }
  const knowing = () => TestWire.open(testBroker(), undefined, { internalTopics: true })

  test('sees them and where they lie, and still no topic of others', async () => {
    await cluster.prepareGroups()
    await using wire = await knowing()
    const admin = await adminOf(wire)
    const topics = await admin.listTopics()
    const metadata = await admin.fetchTopicMetadata({ topics: ['__consumer_offsets', own] })
    await admin.disconnect()
    expect(topics).toEqual(expect.arrayContaining([own, '__consumer_offsets']))
    expect(topics).not.toContain(foreign)
    expect(metadata.topics.filter(({ partitions }) => partitions.length > 0).map(({ name }) => name)).toEqual(
      expect.arrayContaining([own, '__consumer_offsets']),
    )
    expect(wire.of('refused')).toEqual([])
  })

  test('may not read them', async () => {
    await using wire = await knowing()
    const admin = await adminOf(wire)
    await expect(admin.fetchTopicOffsets('__consumer_offsets')).rejects.toBeInstanceOf(KafkaJSError)
    await admin.disconnect()
    expect(wire.of('refused')[0]).toMatchObject({ what: 'the topic "__consumer_offsets"' })
  })
})

describe('a program that speaks to the broker by itself', () => {
  test('gets of several topics those that it may have', async () => {
    await using wire = await TestWire.open()
    const connection = await wire.connection('program')
    for (const version of [0, 1, 5]) {
      const asked = { topics: [own, foreign], allowAutoTopicCreation: true }
      const { topics } = await connection.request('Metadata', version, asked)
      expect(topics.map(({ name, errorCode: code }) => [name, code])).toEqual([
        [own, errorCode('NONE')],
        [foreign, errorCode('TOPIC_AUTHORIZATION_FAILED')],
      ])
    }
    connection.close()
  })

  test('is hung up on when it fetches from, or writes to, a topic that it was refused', async () => {
    await using wire = await TestWire.open()
    const partition = { index: 0, fetchOffset: 0n, maxBytes: 1_000 }
    const reader = await wire.connection('reader')
    const fetching = reader.request('Fetch', 4, {
      ...{ replicaId: -1, maxWaitMs: 100, minBytes: 1, maxBytes: 1_000 },
      topics: [{ name: foreign, partitions: [partition] }],
    })
    await expect(fetching).rejects.toThrow()
    expect(wire.of('refused')).toMatchObject([{ api: 'Fetch', what: `the topic "${foreign}"` }])
    expect(wire.of('fetched')).toEqual([])
    expect(wire.faults).toEqual([])
  })

  test('is hung up on when it uses an API that it was not told of, a member of another group lives on', async () => {
    await using wire = await TestWire.open()
    await using other = await TestWire.open()
    const member = await joinAlone(await other.connection('member'), uniqueName('group'))
    const connection = await wire.connection('program')
    await expect(connection.request('DeleteGroups', 1, { groups: [member.groupId] })).rejects.toThrow()
    const again = await wire.connection('program')
    const foreignMember = { ...member, groupId: `x${member.groupId}` }
    await expect(again.request('Heartbeat', 3, foreignMember)).rejects.toThrow()
    expect(wire.of('refused').map(({ api }) => api)).toEqual(['DeleteGroups', 'Heartbeat'])
    expect((await cluster.describeGroup(member.groupId)).members).toHaveLength(1)
  })

  test('is answered by nobody behind a request that was refused', async () => {
    await using wire = await TestWire.open()
    const socket = await wire.socket('program')
    // DeleteTopics 0 (key 20), then Metadata 0 for all topics (key 3), in one write.
    socket.write(Buffer.from('0000000a0014000000000001ffff0000000c0003000000000002ffff00000000', 'hex'))
    await once(socket.resume(), 'close')
    expect(wire.of('requested')).toEqual([])
  })
})
