import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  Cluster,
  type Connection,
  MAX_FRAME_BYTES,
  encodeBatch,
  encodeRequest,
  errorCode,
} from '../../src/protocol/index.ts'
import { testBroker, uniqueName } from '../support/broker.ts'
import { TestWire } from '../support/wire.ts'

let wire: TestWire
let wellBehaved: Connection
const topic = uniqueName('topic')
beforeAll(async () => {
  await using cluster = await Cluster.connect(testBroker())
  await cluster.createTopics([{ name: topic, partitions: 1 }])
  wire = await TestWire.open()
  wellBehaved = await wire.connection('well-behaved')
})
afterAll(async () => {
  wellBehaved.close()
  await using cluster = await Cluster.connect(testBroker())
  await cluster.deleteTopics([topic])
  await wire[Symbol.asyncDispose]()
})

describe('a connection that speaks something else than Kafka', () => {
  test.each([
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
    ['a TLS greeting', Buffer.from('16030100f8010000f40303', 'hex')],
    ['an API that no broker has', framed(Buffer.from('7fff000000000001ffff', 'hex'))],
    ['a request that is cut short', framed(metadataRequest().subarray(0, 12))],
    ['records that are none', framed(produceRequest(Buffer.alloc(80, 1)))],
    ['records that are cut short', framed(produceRequest(encodeBatch([{ value: 'tea' }]).subarray(0, 70)))],
  ])('is closed alone and named: %s', async (_what, bytes) => {
    const faults = wire.faults.length
    await speak('stranger', bytes)
    expect(wire.of('fault').slice(faults)).toMatchObject([
      { process: 'stranger', what: expect.stringContaining('could not be followed') as string },
    ])
    expect(wire.of('disconnected').at(-1)).toMatchObject({ process: 'stranger', by: 'checker' })
    await expectOthersWork()
  })

  test('leaves the frame that could not be understood in the evidence', async () => {
    const cut = metadataRequest().subarray(0, 12)
    await speak('stranger', framed(cut))
    expect(wire.of('checker').at(-1)?.what).toBe(`looked at 12 bytes: ${cut.toString('base64')}`)
  })

  test('with random bytes is closed alone, with one fault at most', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.boolean(),
        fc.integer({ min: 0, max: 44 }),
        async (bytes, asFrame, api) => {
          const faults = wire.faults.length
          const payload = Buffer.from(bytes)
          if (asFrame && payload.length >= 4) payload.writeInt32BE(api << 16)
          await speak('stranger', asFrame ? framed(payload) : payload)
          expect(wire.faults.length - faults).toBeLessThanOrEqual(1)
        },
      ),
      { numRuns: 100 },
    )
    await expectOthersWork()
  })

  test.each([-1, MAX_FRAME_BYTES + 1, 2 ** 31 - 1])('is refused at the size of its frame, %i bytes', async (size) => {
    const faults = wire.faults.length
    const before = process.memoryUsage().arrayBuffers
    const prefix = Buffer.alloc(4)
    prefix.writeInt32BE(size)
    // It is not ended from here: the wire does not wait for what the size promises.
    await speak('stranger', prefix, { end: false })
    expect(wire.faults.slice(faults)).toEqual([expect.stringContaining(`a frame of ${size} bytes`)])
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * 1024 * 1024)
    await expectOthersWork()
  })
})

describe('frames of a program', () => {
  test('that ends in the middle of one are followed as far as they go, without a fault', async () => {
    const [faults, requests] = [wire.faults.length, requestsOf('cut off').length]
    const frame = framed(metadataRequest())
    await speak('cut off', Buffer.concat([frame, frame.subarray(0, 9)]))
    expect(wire.faults.length).toBe(faults)
    expect(requestsOf('cut off').slice(requests)).toEqual(['Metadata'])
    await expectOthersWork()
  })

  test('are the same in the evidence, and are answered, however they arrive', async () => {
    const frames = [
      framed(metadataRequest()),
      framed(produceRequest(encodeBatch([{ value: 'tea' }]))),
      framed(metadataRequest()),
    ]
    const stream = Buffer.concat(frames)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }), async (sizes) => {
        const requests = requestsOf('in pieces').length
        const produced = wire.of('produced').length
        const socket = await wire.socket('in pieces')
        socket.resume()
        for (let start = 0, turn = 0; start < stream.length; turn += 1) {
          const end = start + (sizes[turn % sizes.length] ?? 1)
          socket.write(stream.subarray(start, end))
          await setImmediate()
          start = end
        }
        await wire.until('all requests', () => requestsOf('in pieces').length === requests + frames.length)
        await wire.until('all answers', () => wire.wire.inFlight('in pieces') === 0)
        socket.destroy()
        expect(requestsOf('in pieces').slice(requests)).toEqual(['Metadata', 'Produce', 'Metadata'])
        expect(wire.of('produced').slice(produced)).toMatchObject([{ topic, records: [{ value: Buffer.from('tea') }] }])
      }),
      { numRuns: 30 },
    )
    await expectOthersWork()
  })
})

/** Sends bytes over a connection of their own and waits until the wire has closed it. */
async function speak(process: string, bytes: Buffer, { end = true } = {}): Promise<void> {
  const closed = wire.of('disconnected').length
  const socket = await wire.socket(process)
  socket.resume()
  if (end) socket.end(bytes)
  else socket.write(bytes)
  await once(socket, 'close')
  await wire.until('closed', () => wire.of('disconnected').length > closed)
}

async function expectOthersWork(): Promise<void> {
  const { topics } = await wellBehaved.request('Metadata', 5, { topics: [topic], allowAutoTopicCreation: false })
  expect(topics).toMatchObject([{ name: topic, errorCode: errorCode('NONE') }])
}

function requestsOf(process: string): string[] {
  return wire.of('requested').flatMap((event) => (event.process === process ? [event.api] : []))
}

function framed(payload: Buffer): Buffer {
  const size = Buffer.alloc(4)
  size.writeInt32BE(payload.length)
  return Buffer.concat([size, payload])
}

function metadataRequest(): Buffer {
  const body = { topics: [topic], allowAutoTopicCreation: false }
  return encodeRequest({ api: 'Metadata', version: 5, correlationId: 1, clientId: 'test', body })
}

function produceRequest(records: Buffer): Buffer {
  const topics = [{ name: topic, partitions: [{ index: 0, records }] }]
  const body = { acks: -1, timeoutMs: 1_000, topics }
  return encodeRequest({ api: 'Produce', version: 7, correlationId: 2, clientId: 'test', body })
}
