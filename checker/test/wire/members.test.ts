import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Cluster } from '../../src/protocol/index.ts'
import { testBroker, uniqueName } from '../support/broker.ts'
import { TestWire, askMemberId, join, joinAlone } from '../support/wire.ts'

let cluster: Cluster
beforeAll(async () => {
  cluster = await Cluster.connect(testBroker())
})
afterAll(() => cluster.close())

const membersOf = async (group: string) => (await cluster.describeGroup(group)).members.map(({ memberId }) => memberId)

describe('leaving for the dead', () => {
  test('takes a killed kafkajs consumer out of its group at once, long before its session ends', async () => {
    await using wire = await TestWire.open()
    const [topic, group] = [uniqueName('topic'), uniqueName('group')]
    await cluster.createTopics([{ name: topic, partitions: 1 }])
    const program = consumer(await wire.wire.addressFor('worker'), group, topic)
    await wire.event('assigned', ({ error }) => error === 0)
    program.kill('SIGKILL')
    await once(program, 'exit')
    await wire.wire.leaveForTheDead('worker')
    expect(await membersOf(group)).toEqual([])
    expect(wire.of('left')).toMatchObject([{ group, by: 'checker', process: 'worker' }])
    await cluster.deleteGroups([group])
    await cluster.deleteTopics([topic])
  })

  test('spares a member that goes on over another connection', async () => {
    await using wire = await TestWire.open()
    const [first, second] = [await wire.connection('worker'), await wire.connection('worker')]
    const member = await joinAlone(first, uniqueName('group'))
    expect(await second.request('Heartbeat', 3, member)).toMatchObject({ errorCode: 0 })
    first.close()
    await wire.event('disconnected')
    await wire.wire.leaveForTheDead('worker')
    expect(await membersOf(member.groupId)).toEqual([member.memberId])
    second.close()
  })

  test('finds a member that died while its join was under way', async () => {
    await using wire = await TestWire.open()
    const [alive, dying] = [await wire.connection('alive'), await wire.connection('dying')]
    const { groupId, memberId } = await joinAlone(alive, uniqueName('group'))
    let answer: unknown
    const joining = join(dying, groupId, await askMemberId(dying, groupId)).then(
      (answered) => (answer = answered),
      (error: unknown) => (answer = error),
    )
    await wire.until('two members', async () => answer !== undefined || (await membersOf(groupId)).length === 2)
    expect(answer, 'the group waits for the living member, so the join has no answer yet').toBeUndefined()
    dying.close()
    await joining
    await wire.wire.leaveForTheDead('dying')
    expect(await membersOf(groupId)).toEqual([memberId])
    alive.close()
  })

  test('finds a member that died between the two halves of its join, for which the group would wait', async () => {
    await using wire = await TestWire.open()
    const [alive, dying] = [await wire.connection('alive'), await wire.connection('dying')]
    const { groupId, memberId } = await joinAlone(alive, uniqueName('group'))
    await askMemberId(dying, groupId)
    dying.close()
    await wire.wire.leaveForTheDead('dying')
    const rejoined = await join(alive, groupId, memberId)
    expect(rejoined).toMatchObject({ errorCode: 0, members: [{ memberId }] })
    alive.close()
  })

  test('waits for the connections of a process that has just ended', async () => {
    await using wire = await TestWire.open()
    const connection = await wire.connection('worker')
    const { groupId } = await joinAlone(connection, uniqueName('group'))
    connection.close()
    expect(wire.wire.openConnections('worker')).toBe(1)
    await wire.wire.leaveForTheDead('worker')
    expect(await membersOf(groupId)).toEqual([])
  })

  test('leaves the members of other processes alone, and those that left by themselves', async () => {
    await using wire = await TestWire.open()
    const [one, other] = [await wire.connection('one'), await wire.connection('other')]
    const gone = await joinAlone(one, uniqueName('group'))
    const staying = await joinAlone(other, uniqueName('group'))
    await one.request('LeaveGroup', 2, gone)
    other.close()
    one.close()
    await wire.wire.leaveForTheDead('one')
    expect(wire.of('left')).toMatchObject([{ memberId: gone.memberId, by: 'program' }])
    expect(await membersOf(staying.groupId)).toEqual([staying.memberId])
    await cluster.leaveGroup(staying.groupId, staying.memberId)
  })

  test('gives a process that lives a second and takes nothing from it', async () => {
    await using wire = await TestWire.open()
    const connection = await wire.connection('worker')
    const { groupId, memberId } = await joinAlone(connection, uniqueName('group'))
    await wire.wire.leaveForTheDead('worker')
    expect(await membersOf(groupId)).toEqual([memberId])
    connection.close()
  })
})

/** A program that joins a group and waits for records. */
function consumer(brokers: string, groupId: string, topic: string): ChildProcess {
  const program = `
    import { Kafka, logLevel } from 'kafkajs'
    const kafka = new Kafka({ brokers: [${JSON.stringify(brokers)}], logLevel: logLevel.NOTHING })
    const consumer = kafka.consumer({ groupId: ${JSON.stringify(groupId)} })
    await consumer.connect()
    await consumer.subscribe({ topics: [${JSON.stringify(topic)}] })
    await consumer.run({ eachMessage: async () => {} })`
  return spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'ignore', 'inherit'] })
}
