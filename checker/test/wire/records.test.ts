import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import kafkajs from 'kafkajs'
import { Cluster } from '../../src/protocol/index.ts'
import { testBroker, uniqueName } from '../support/broker.ts'
import { TestWire } from '../support/wire.ts'

const { CompressionCodecs, CompressionTypes } = kafkajs

let cluster: Cluster
let topic: string
beforeAll(async () => {
  cluster = await Cluster.connect(testBroker())
})
afterAll(() => cluster.close())

async function newTopic(): Promise<void> {
  topic = uniqueName('topic')
  await cluster.createTopics([{ name: topic, partitions: 1 }])
}

describe('the records in the evidence', () => {
  test.each([
    ['as they are', CompressionTypes.None],
    ['with gzip', CompressionTypes.GZIP],
  ])('are those that kafkajs sent %s and got back, byte for byte', async (_how, compression) => {
    await newTopic()
    await using wire = await TestWire.open()
    const [producer, consumer] = [
      await wire.producer('till'),
      (await wire.kafkajs('office')).consumer({ groupId: topic }),
    ]
    const sent = [
      { key: 'Liège', value: Buffer.from([0xff, 0xfe]), headers: { h: 'ü' }, timestamp: '5' },
      { key: null, value: null, headers: {}, timestamp: '6' },
      ...Array.from({ length: 300 }, (_, index) => ({
        key: 'k',
        value: String(index).repeat(60),
        headers: {},
        timestamp: String(index),
      })),
    ]
    await producer.send({ topic, compression, messages: sent })
    await consumer.connect()
    await consumer.subscribe({ topics: [topic], fromBeginning: true })
    await consumer.run({ eachMessage: async () => undefined })
    await wire.until('all of them', () => wire.of('fetched').flatMap(({ records }) => records).length >= sent.length)
    const expected = sent.map(({ key, value, headers, timestamp }) => ({
      key: key === null ? null : Buffer.from(key),
      value: value === null ? null : Buffer.from(value),
      headers: Object.entries(headers).map(([name, text]) => ({ key: name, value: Buffer.from(text ?? '') })),
      timestamp: Number(timestamp),
    }))
    const produced = wire.of('produced').flatMap(({ records }) => records)
    expect(produced).toMatchObject(expected)
    expect(wire.of('fetched').flatMap(({ records }) => records)).toEqual(
      expected.map((record, index) => ({ ...record, offset: BigInt(index) })),
    )
    expect(wire.faults).toEqual([])
    await Promise.all([producer.disconnect(), consumer.disconnect()])
    await cluster.deleteGroups([topic])
    await cluster.deleteTopics([topic])
  })

  test.each([
    ['as they come', false],
    ['whole, where somebody may hold them', true],
  ])('are complete when a consumer is passed megabytes %s', async (_how, holding) => {
    await newTopic()
    await using wire = await TestWire.open()
    const sent = Array.from({ length: 3_000 }, (_, index) => `${index} `.repeat(200))
    for (let start = 0; start < sent.length; start += 500) {
      const batch = sent.slice(start, start + 500).map((value) => ({ value }))
      await cluster.produce(topic, 0, batch)
    }
    if (holding) wire.wire.faults.hold({ process: 'somebody else' })
    const consumer = (await wire.kafkajs('office')).consumer({ groupId: topic })
    const received: (string | undefined)[] = []
    await consumer.connect()
    await consumer.subscribe({ topics: [topic], fromBeginning: true })
    await consumer.run({ eachMessage: async ({ message }) => void received.push(message.value?.toString()) })
    await wire.until('all of them', () => received.length >= sent.length)
    expect(received).toEqual(sent)
    const fetched = wire.of('fetched').flatMap(({ records }) => records)
    expect(fetched.map(({ value }) => value?.toString())).toEqual(sent)
    expect(wire.faults).toEqual([])
    await consumer.disconnect()
    await cluster.deleteGroups([topic])
    await cluster.deleteTopics([topic])
  })

  test('that are compressed with what the checker cannot read make the run ungradable, and say how to do better', async () => {
    CompressionCodecs[CompressionTypes.Snappy] = () => snappy
    await newTopic()
    await using wire = await TestWire.open()
    const producer = await wire.producer('till')
    await producer.send({ topic, compression: CompressionTypes.Snappy, messages: [{ value: 'tea' }] })
    expect(wire.of('produce-answered')).toMatchObject([{ error: 0 }])
    expect(wire.of('fault')).toEqual([expect.objectContaining({ process: 'till' })])
    expect(wire.faults[0]).toBe(
      `The records of ${topic} are compressed in a way that the checker cannot read (snappy): send them without compression or with gzip.`,
    )
    const consumer = (await wire.kafkajs('office')).consumer({ groupId: topic })
    await consumer.connect()
    await consumer.subscribe({ topics: [topic], fromBeginning: true })
    await consumer.run({ eachMessage: async () => undefined })
    await wire.event('fault', ({ process }) => process === 'office')
    await Promise.all([producer.disconnect(), consumer.disconnect()])
    await cluster.deleteGroups([topic])
    await cluster.deleteTopics([topic])
  })
})

/** A codec as a package for kafkajs has it: snappy's raw format with nothing but one literal, up to 64 KB. */
const snappy = {
  compress: async ({ buffer }: { buffer: Buffer }): Promise<Buffer> => {
    const size = buffer.length - 1
    return Buffer.concat([varint(buffer.length), Buffer.from([61 << 2, size & 0xff, size >> 8]), buffer])
  },
  decompress: async (buffer: Buffer): Promise<Buffer> => buffer.subarray(varint(buffer.length).length + 3),
}

function varint(value: number): Buffer {
  return value < 0x80 ? Buffer.from([value]) : Buffer.from([(value & 0x7f) | 0x80, value >> 7])
}
