import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Cluster, GroupMember, commitsFromNow } from '../../src/protocol/index.ts'
import { testBroker, uniqueName } from '../support/broker.ts'

let cluster: Cluster
beforeAll(async () => {
  cluster = await Cluster.connect(testBroker())
})
afterAll(() => cluster.close())

async function topicWith(lengths: readonly number[]): Promise<string> {
  const topic = uniqueName('topic')
  await cluster.createTopics([{ name: topic, partitions: lengths.length }])
  for (const [partition, length] of lengths.entries()) {
    if (length > 0)
      await cluster.produce(
        topic,
        partition,
        Array.from({ length }, (_, at) => ({ value: `${at}` })),
      )
  }
  return topic
}

describe('members of a group', () => {
  test.each([1, 2, 5])('divide the partitions among them, each to exactly one: %i members', async (members) => {
    const [topic, group] = [await topicWith([2, 0, 4]), uniqueName('group')]
    const formed = await GroupMember.form(testBroker(), { group, topic, members })
    expect(formed.flatMap(({ partitions }) => partitions).sort()).toEqual([0, 1, 2])
    const described = await cluster.describeGroup(group)
    expect(described.state).toBe('Stable')
    expect(described.members).toHaveLength(members)
    expect(described.members.map(({ subscription }) => subscription)).toEqual(formed.map(() => [topic]))
    for (const member of formed) await member.leave()
    expect((await cluster.describeGroup(group)).state).toBe('Empty')
  })

  test('join anew when Kafka has forgotten their group, as it does when any topic is deleted', async () => {
    const topic = await topicWith([1])
    const end = new AbortController()
    const deleting = (async () => {
      while (!end.signal.aborted) {
        const name = uniqueName('short-lived')
        await cluster.createTopics([{ name, partitions: 1 }])
        await cluster.deleteTopics([name])
      }
    })()
    for (let round = 0; round < 40; round += 1) {
      const count = 1 + (round % 2)
      const members = await GroupMember.form(testBroker(), { group: uniqueName('group'), topic, members: count })
      expect(members.flatMap(({ partitions }) => partitions)).toEqual([0])
      for (const member of members) await member.leave()
    }
    end.abort()
    await deleting
  })

  test('read on where the group has committed, and commit what they read', async () => {
    const [topic, group] = [await topicWith([5, 3]), uniqueName('group')]
    const [member] = await GroupMember.form(testBroker(), { group, topic, members: 1 })
    expect((await member!.work(3)).map(({ offset }) => offset)).toEqual([0n, 1n, 2n])
    expect(await cluster.committed(group, topic)).toEqual([3n, null])
    expect(await member!.work()).toHaveLength(5)
    expect(await member!.work()).toEqual([])
    await member!.leave()
    expect(await cluster.committed(group, topic)).toEqual([5n, 3n])
  })
})

test('records that were deleted leave their offsets to nobody', async () => {
  const topic = await topicWith([6])
  await cluster.deleteRecords(topic, 0, 4n)
  expect(await cluster.earliestOffsets(topic)).toEqual([4n])
  expect(await cluster.latestOffsets(topic)).toEqual([6n])
  expect((await cluster.fetchAll(topic)).map(({ offset }) => offset)).toEqual([4n, 5n])
})

test('topics that Kafka keeps for itself are told from those of others', async () => {
  await cluster.prepareGroups()
  const [internal, all] = await Promise.all([cluster.internalTopics(), cluster.topics()])
  expect(internal).toContain('__consumer_offsets')
  expect(internal.every((name) => name.startsWith('__') && all.includes(name))).toBe(true)
})

test('a commit is a record of __consumer_offsets', async () => {
  const [topic, group] = [await topicWith([0, 9]), uniqueName('group')]
  const commits = await commitsFromNow(cluster, group)
  const [member] = await GroupMember.form(testBroker(), { group, topic, members: 1 })
  await member!.commit(1, 7n)
  await member!.commit(1, 8n)
  await member!.leave()
  expect((await commits()).map(({ at: _, ...commit }) => commit)).toEqual([
    { group, topic, partition: 1, committed: 7n },
    { group, topic, partition: 1, committed: 8n },
  ])
})
