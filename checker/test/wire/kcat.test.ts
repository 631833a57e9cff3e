import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Cluster } from '../../src/protocol/index.ts'
import { testBroker, uniqueName } from '../support/broker.ts'
import { READ, ifNoKcat, kcat, noKcat, recordsOf } from '../support/kcat.ts'
import { TestWire } from '../support/wire.ts'

/**
 * kcat 1.7.1 with librdkafka 2.0.2, as Debian 12 has it: a client that shares no code with kafkajs or with ours, chooses versions of
 * requests for itself, and keeps one connection for groups and another for records.
 */

let cluster: Cluster
const topics: string[] = []
beforeAll(async () => {
  cluster = await Cluster.connect(testBroker())
})
afterAll(async () => {
  await cluster.deleteTopics(topics)
  cluster.close()
})

async function newTopic(partitions = 1): Promise<string> {
  const name = uniqueName('topic')
  topics.push(name)
  await cluster.createTopics([{ name, partitions }])
  return name
}

const LINES = Array.from({ length: 300 }, (_, index) => `${index % 7}:purchase ${index}`)
const INPUT = LINES.join('\n')
/**
 * A batch waits until it has all of the input, however slowly that is read: librdkafka leaves a batch as it is where compression does
 * not make it smaller, and one of a few records is no smaller.
 */
const ONE_BATCH = ['-X', `batch.num.messages=${LINES.length}`, '-X', 'linger.ms=10000']
const text = (bytes: Buffer | null) => bytes?.toString() ?? null
const asLine = ({ key, value }: { key: Buffer | null; value: Buffer | null }) => `${text(key)}:${text(value)}`

describe.skipIf(noKcat)(`kcat through the wire${ifNoKcat}`, () => {
  test('is told of the topics of its run alone, and that the broker is where the wire is', async () => {
    await using wire = await TestWire.open()
    const [own, foreign] = [await newTopic(3), uniqueName('topic').replace('kw-test-', 'somebody-else-')]
    topics.push(foreign)
    await cluster.createTopics([{ name: foreign, partitions: 1 }])
    const address = await wire.wire.addressFor('kcat')

    const told = JSON.parse((await kcat(address, ['-L', '-J'])).stdout) as Metadata

    expect(told.brokers).toMatchObject([{ name: address }])
    expect(told.topics.find(({ topic }) => topic === own)?.partitions).toHaveLength(3)
    expect(told.topics.map(({ topic }) => topic)).not.toContain(foreign)
    expect(wire.faults).toEqual([])
  })

  test('sends keys, headers and nulls, and each is in the evidence as in the topic', async () => {
    await using wire = await TestWire.open()
    const [topic, address] = [await newTopic(), await wire.wire.addressFor('till')]

    await kcat(address, ['-P', '-t', topic, '-K:', '-Z', '-H', 'till=Liège'], 'Mons:tea\nGent:\n')

    const headers = [{ key: 'till', value: Buffer.from('Liège') }]
    const sent = [
      { key: Buffer.from('Mons'), value: Buffer.from('tea'), headers },
      { key: Buffer.from('Gent'), value: null, headers },
    ]
    const produced = wire.of('produced')
    expect(produced.flatMap(({ records }) => records)).toMatchObject(sent)
    expect(produced[0]).toMatchObject({ process: 'till', topic, partition: 0, acks: -1, transactionalId: null })
    expect(wire.of('produce-answered').map(({ send, error }) => ({ send, error }))).toEqual(
      produced.map(({ send }) => ({ send, error: 0 })),
    )
    expect(await cluster.fetchAll(topic)).toMatchObject(sent)
    expect(wire.faults).toEqual([])
  })

  test.each(['none', 'gzip'])('is followed when its records are compressed with %s', async (compression) => {
    await using wire = await TestWire.open()
    const [topic, address] = [await newTopic(), await wire.wire.addressFor('kcat')]
    await kcat(address, ['-P', '-t', topic, '-K:', '-z', compression], INPUT)
    await kcat(address, ['-C', '-t', topic, ...READ])
    expect(wire.of('produced').flatMap(({ records }) => records.map(asLine))).toEqual(LINES)
    const fetched = wire.of('fetched').flatMap(({ records }) => records)
    expect(fetched.map(asLine)).toEqual(LINES)
    expect(fetched.map(({ offset }) => offset)).toEqual(LINES.map((_, index) => BigInt(index)))
    expect(wire.faults).toEqual([])
  })

  test.each(['snappy', 'lz4', 'zstd'])(
    'gets back what it sent with %s, which the evidence says that it cannot read',
    async (compression) => {
      await using wire = await TestWire.open()
      const [topic, address] = [await newTopic(), await wire.wire.addressFor('kcat')]
      await kcat(address, ['-P', '-t', topic, '-K:', '-z', compression, ...ONE_BATCH], INPUT)
      const received = recordsOf(await kcat(address, ['-C', '-t', topic, ...READ]))
      expect(received.map(({ key, payload }) => `${key}:${payload}`)).toEqual(LINES)
      expect(wire.of('produced').flatMap(({ records }) => records)).toEqual([])
      expect(new Set(wire.faults)).toEqual(
        new Set([
          `The records of ${topic} are compressed in a way that the checker cannot read (${compression}): send them without compression or with gzip.`,
        ]),
      )
    },
  )

  test('makes one copy of a record whose acknowledgement is lost, when it is idempotent', async () => {
    await using wire = await TestWire.open()
    const [topic, address] = [await newTopic(), await wire.wire.addressFor('till')]
    const fault = wire.wire.faults.cut({ way: 'response', api: 'Produce', topic, times: 1 })
    await kcat(address, ['-P', '-t', topic, '-X', 'enable.idempotence=true', '-E'], 'tea')
    expect({ fired: fault.count, sends: wire.of('produced').length }).toEqual({ fired: 1, sends: 2 })
    expect(await cluster.fetchAll(topic)).toHaveLength(1)
    expect(wire.faults).toEqual([])
  })

  test('sends in a transaction, and reads what is committed', async () => {
    await using wire = await TestWire.open()
    const [topic, id] = [await newTopic(), uniqueName('transaction')]
    const address = await wire.wire.addressFor('till')
    await kcat(address, ['-P', '-t', topic, '-X', `transactional.id=${id}`], 'tea\ncoffee\n')
    const committed = await kcat(address, ['-C', '-t', topic, '-X', 'isolation.level=read_committed', ...READ])
    expect(recordsOf(committed).map(({ payload }) => payload)).toEqual(['tea', 'coffee'])
    expect(wire.of('produced')[0]).toMatchObject({ topic, transactionalId: id })
    const asked = wire.of('requested').map(({ api }) => api)
    expect(asked).toEqual(expect.arrayContaining(['InitProducerId', 'AddPartitionsToTxn', 'EndTxn']))
    expect(wire.faults).toEqual([])
  })

  test.each([
    ['a topic', ['-P', '-t', 'somebody-else'], 'Topic authorization failed', 'the topic "somebody-else"'],
    ['a group', ['-G', 'somebody-else', 'kw-test-topic'], 'Group authorization failed', 'the group "somebody-else"'],
  ])('is told by its own words that it may not have %s of another run', async (_what, args, said, refused) => {
    await using wire = await TestWire.open()
    const address = await wire.wire.addressFor('kcat')
    await expect(kcat(address, args, 'tea')).rejects.toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(said) as string,
    })
    expect(wire.of('refused')[0]).toMatchObject({ what: refused })
    expect(wire.faults).toEqual([])
  })
})

describe.skipIf(noKcat)(`kcat in a group${ifNoKcat}`, () => {
  test('joins, reads, commits and leaves, and the next goes on where it was', async () => {
    await using wire = await TestWire.open()
    const [topic, group] = [await newTopic(2), uniqueName('group')]
    for (const partition of [0, 1]) await cluster.produce(topic, partition, [{ value: `tea ${partition}` }])

    const first = await kcat(await wire.wire.addressFor('first'), ['-G', group, ...READ, topic])

    expect(recordsOf(first).map(({ payload }) => payload)).toEqual(['tea 0', 'tea 1'])
    const at = { process: 'first', group }
    const [{ memberId, generation } = { memberId: '', generation: 0 }] = wire.of('joined').filter((one) => !one.error)
    expect(wire.of('joined')).toContainEqual(
      expect.objectContaining({ ...at, memberId, leader: true, subscription: [topic] }),
    )
    const assignment = [{ topic, partitions: [0, 1] }]
    expect(wire.of('assigned')).toMatchObject([{ ...at, memberId, generation, assignment, error: 0 }])
    expect(wire.of('fetched').flatMap(({ records }) => records.map(({ value }) => text(value)))).toEqual(
      expect.arrayContaining(['tea 0', 'tea 1']),
    )
    const committed = wire.of('committed').map(({ partition, offset, error }) => [partition, offset, error])
    expect(committed.sort()).toEqual([
      [0, 1n, 0],
      [1, 1n, 0],
    ])
    expect(wire.of('left')).toMatchObject([{ ...at, memberId, by: 'program' }])

    await cluster.produce(topic, 1, [{ value: 'coffee' }])
    const second = await kcat(await wire.wire.addressFor('second'), ['-G', group, ...READ, topic])
    expect(recordsOf(second).map(({ payload }) => payload)).toEqual(['coffee'])
    expect(wire.faults).toEqual([])
    await cluster.deleteGroups([group])
  })

  test('shares a topic, and has all of it at once when the other is killed', async () => {
    await using wire = await TestWire.open()
    const [topic, group] = [await newTopic(2), uniqueName('group')]
    const args = ['-G', group, '-X', 'heartbeat.interval.ms=50', topic]
    const one = kcat(await wire.wire.addressFor('one'), args)
    const other = kcat(await wire.wire.addressFor('other'), args)
    const share = (process: string) =>
      wire.of('assigned').findLast((event) => event.process === process)?.assignment[0]?.partitions.length
    await wire.until('one partition each', () => share('one') === 1 && share('other') === 1)

    one.kill('SIGKILL')
    await expect(one).rejects.toMatchObject({ signal: 'SIGKILL' })
    await wire.wire.leaveForTheDead('one')

    await wire.until('both partitions', () => share('other') === 2)
    expect(wire.of('left')).toMatchObject([{ group, by: 'checker', process: 'one' }])
    other.kill('SIGTERM')
    await other
    expect(wire.of('left')).toMatchObject([{ by: 'checker' }, { group, by: 'program', process: 'other' }])
    expect(wire.faults).toEqual([])
    await cluster.deleteGroups([group])
  })
})

interface Metadata {
  readonly brokers: readonly { readonly name: string }[]
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly unknown[] }[]
}
