import { createServer } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isWorkshopError } from '../../src/errors/index.ts'
import { Cluster } from '../../src/protocol/index.ts'
import { testBroker, uniqueName } from '../support/broker.ts'

let cluster: Cluster
beforeAll(async () => {
  cluster = await Cluster.connect(testBroker())
})
afterAll(() => cluster.close())

describe('a cluster', () => {
  test('tells its brokers, its controller and its version', async () => {
    expect(cluster.brokers[0]?.rack).toBe('kafka-workshop/1')
    expect(cluster.controllerId).toBeGreaterThanOrEqual(0)
    expect(await cluster.kafkaVersion()).toBe('3.9')
  })

  test('gives back records as they were written, byte for byte', async () => {
    const topic = uniqueName('topic')
    await cluster.createTopics([{ name: topic, partitions: 2 }])
    const records = [
      {
        key: Buffer.from('Liège'),
        value: Buffer.from([0xff, 0xfe]),
        headers: [
          { key: 'h', value: null },
          { key: 'h', value: Buffer.from('2') },
        ],
        timestamp: 5,
      },
      { key: null, value: null, headers: [], timestamp: 6 },
    ]
    expect(await cluster.produce(topic, 1, records)).toBe(0n)
    expect(await cluster.fetchAll(topic)).toEqual(
      records.map((one, index) => ({ ...one, partition: 1, offset: BigInt(index) })),
    )
    expect(await cluster.latestOffsets(topic)).toEqual([0n, 2n])
    await cluster.deleteTopics([topic])
    expect(await cluster.topics()).not.toContain(topic)
  })

  test('takes the creation of a topic that is there and the deletion of one that is gone for done', async () => {
    const topic = uniqueName('topic')
    await cluster.createTopics([{ name: topic, partitions: 1 }])
    await cluster.createTopics([{ name: topic, partitions: 1 }])
    await cluster.deleteTopics([topic])
    await cluster.deleteTopics([topic])
  })

  test('knows nothing committed by a group that is not there, and says so when it is deleted', async () => {
    const topic = uniqueName('topic')
    await cluster.createTopics([{ name: topic, partitions: 2 }])
    expect(await cluster.committed('nobody', topic)).toEqual([null, null])
    expect((await cluster.deleteGroups(['nobody'])).get('nobody')).toBe(69)
    await cluster.deleteTopics([topic])
  })

  test('that was closed opens no connection any more, for whoever still asks', async () => {
    const own = await Cluster.connect(testBroker())
    own.close()
    await expect(own.topics()).rejects.toSatisfy((error) => isWorkshopError(error) && error.code === 'cluster-closed')
  })

  test('refuses what Kafka refuses, by the name of the error', async () => {
    const refusal = cluster.createTopics([{ name: 'not a name!', partitions: 1 }])
    await expect(refusal).rejects.toThrow(/INVALID_TOPIC_EXCEPTION/)
  })
})

describe('an address where no Kafka is', () => {
  test('is told when nobody listens', async () => {
    await expect(Cluster.connect('127.0.0.1:1')).rejects.toSatisfy(
      (error) => isWorkshopError(error) && error.code === 'broker-unreachable',
    )
  })

  test('is told within the limit when somebody listens and says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = silent.address()
    const port = typeof address === 'object' ? address?.port : 0
    await expect(Cluster.connect(`127.0.0.1:${port}`, { timeoutMs: 200 })).rejects.toThrow(
      /no response to Metadata within 200 ms/,
    )
    silent.close()
  })

  test('is told when it is no address', async () => {
    await expect(Cluster.connect('kafka')).rejects.toSatisfy(
      (error) => isWorkshopError(error) && error.code === 'bad-broker-address',
    )
  })
})
