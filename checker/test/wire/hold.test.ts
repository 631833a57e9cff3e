import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Cluster, encodeBatch } from '../../src/protocol/index.ts'
import { testBroker, uniqueName } from '../support/broker.ts'
import { TestWire } from '../support/wire.ts'

let cluster: Cluster
const [topic, other] = [uniqueName('topic'), uniqueName('other')]
beforeAll(async () => {
  cluster = await Cluster.connect(testBroker())
  await cluster.createTopics([topic, other].map((name) => ({ name, partitions: 1 })))
})
afterAll(async () => {
  await cluster.deleteTopics([topic, other])
  cluster.close()
})

const messages = [{ value: 'tea' }]
const ACKNOWLEDGEMENTS = { way: 'response', api: 'Produce' } as const

describe('a hold', () => {
  test('keeps an acknowledgement from its program though the record is stored, until it is released', async () => {
    await using wire = await TestWire.open()
    const producer = await wire.producer('till')
    const [before = 0n] = await cluster.latestOffsets(topic)
    const hold = wire.wire.faults.hold(ACKNOWLEDGEMENTS)
    let acknowledged = false
    const sending = producer.send({ topic, messages }).then(() => (acknowledged = true))
    expect(await hold.first).toMatchObject({ process: 'till', produced: [{ topic }] })
    expect(await cluster.latestOffsets(topic)).toEqual([before + 1n])
    expect({ acknowledged, held: hold.count, inFlight: wire.wire.inFlight('till') }).toEqual({
      acknowledged: false,
      held: 1,
      inFlight: 1,
    })
    expect(wire.of('produce-answered')).toEqual([])
    hold.release()
    await sending
    expect(wire.of('produce-answered')).toMatchObject([{ topic, error: 0, baseOffset: before }])
    await producer.disconnect()
  })

  test('and its release are in the evidence, where they happened', async () => {
    await using wire = await TestWire.open()
    const producer = await wire.producer('till')
    const hold = wire.wire.faults.hold(ACKNOWLEDGEMENTS)
    const sending = producer.send({ topic, messages })
    await hold.first
    hold.release()
    hold.release()
    await sending
    const story = wire.evidence.all.filter(({ kind }) => ['produced', 'checker', 'produce-answered'].includes(kind))
    expect(story).toMatchObject([
      { kind: 'produced' },
      { kind: 'checker', what: `held the response to send 1 of till, to ${topic}/0` },
      { kind: 'checker', what: 'released what was held: 1 response' },
      { kind: 'produce-answered' },
    ])
    await producer.disconnect()
  })

  test('touches only the process and the topic that it is for', async () => {
    await using wire = await TestWire.open()
    const [till, office] = [await wire.producer('till'), await wire.producer('office')]
    const hold = wire.wire.faults.hold({ ...ACKNOWLEDGEMENTS, process: 'till', topic })
    await till.send({ topic: other, messages })
    await office.send({ topic, messages })
    expect(hold.count).toBe(0)
    const sending = till.send({ topic, messages })
    await hold.first
    await office.send({ topic, messages })
    hold.release()
    await sending
    expect(hold.count).toBe(1)
    await Promise.all([till.disconnect(), office.disconnect()])
  })

  test('ends with its program: what is released afterwards reaches nobody and is not noted as answered', async () => {
    await using wire = await TestWire.open()
    const till = await wire.connection('till')
    const hold = wire.wire.faults.hold(ACKNOWLEDGEMENTS)
    const topics = [{ name: topic, partitions: [{ index: 0, records: encodeBatch(messages) }] }]
    const sending = till.request('Produce', 7, { acks: -1, timeoutMs: 1_000, topics }).catch(() => 'never answered')
    await hold.first
    till.close()
    expect(await sending).toBe('never answered')
    await wire.event('disconnected')
    expect(wire.wire.inFlight('till')).toBe(0)
    hold.release()
    expect(wire.of('produce-answered')).toEqual([])
  })
})
