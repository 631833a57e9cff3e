import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Cluster, GroupMember, batchesAt, logEnds, partitionName, topicsSeen } from '../../src/protocol/index.ts'
import { testBroker, uniqueName } from '../support/broker.ts'

let cluster: Cluster
beforeAll(async () => {
  cluster = await Cluster.connect(testBroker())
})
afterAll(() => cluster.close())

const valuesOf = (batches: Awaited<ReturnType<typeof batchesAt>>) =>
  batches?.flatMap(({ records }) => records ?? []).map(({ value }) => value?.toString())

async function topicSeen(name: string) {
  const topic = (await topicsSeen(cluster)).find((one) => one.name === name)
  if (!topic) throw new Error(`no topic ${name}`)
  return topic
}

describe('a look at a cluster', () => {
  test('finds the ends of many partitions at once', async () => {
    const [one, other] = [uniqueName('topic'), uniqueName('topic')]
    await cluster.createTopics([
      { name: one, partitions: 2 },
      { name: other, partitions: 1 },
    ])
    await cluster.produce(one, 1, [{ value: 'a' }, { value: 'b' }, { value: 'c' }])
    await cluster.deleteRecords(one, 1, 2n)
    const topics = [await topicSeen(one), await topicSeen(other)]
    const names = [partitionName(one, 0), partitionName(one, 1), partitionName(other, 0)]

    const latest = await logEnds(cluster, topics, 'latest')
    const earliest = await logEnds(cluster, topics, 'earliest')

    expect(names.map((name) => latest.get(name))).toEqual([0n, 3n, 0n])
    expect(names.map((name) => earliest.get(name))).toEqual([0n, 2n, 0n])
    await cluster.deleteTopics([one, other])
  })

  test('reads from an offset on at once, also where nothing lies, and nothing where the offset is gone', async () => {
    const name = uniqueName('topic')
    await cluster.createTopics([{ name, partitions: 1 }])
    await cluster.produce(name, 0, [{ value: 'a' }])
    await cluster.produce(name, 0, [{ value: 'b' }])
    const [partition] = (await topicSeen(name)).partitions
    const read = (offset: bigint) => batchesAt(cluster, name, partition!, { offset, maxBytes: 1_000 })

    expect(valuesOf(await read(0n))).toEqual(['a', 'b'])
    expect(valuesOf(await read(1n))).toEqual(['b'])
    expect(await read(2n)).toEqual([])
    expect(await read(9n)).toBeUndefined()
    await cluster.deleteTopics([name])
  })

  test('gives back a first batch whole that is larger than what was asked for', async () => {
    const name = uniqueName('topic')
    await cluster.createTopics([{ name, partitions: 1 }])
    const value = 'x'.repeat(5_000)
    await cluster.produce(name, 0, [{ value }])
    const [partition] = (await topicSeen(name)).partitions

    expect(valuesOf(await batchesAt(cluster, name, partition!, { offset: 0n, maxBytes: 100 }))).toEqual([value])
    await cluster.deleteTopics([name])
  })

  test('finds all that a group has committed, whatever the topic', async () => {
    const [topic, group] = [uniqueName('topic'), uniqueName('group')]
    await cluster.createTopics([{ name: topic, partitions: 2 }])
    await cluster.produce(topic, 1, [{ value: 'a' }, { value: 'b' }])
    const [member] = await GroupMember.form(testBroker(), { group, topic, members: 1 })
    await member!.commit(1, 2n)

    expect(await cluster.allCommitted(group)).toEqual([{ topic, partition: 1, offset: 2n }])
    expect(await cluster.allCommitted(uniqueName('nobody'))).toEqual([])
    await member!.leave()
    await cluster.deleteGroups([group])
    await cluster.deleteTopics([topic])
  })
})
