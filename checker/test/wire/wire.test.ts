import { once } from 'node:events'
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isWorkshopError } from '../../src/errors/index.ts'
import { Cluster, encodeBatch, encodeRequest, writeFrame } from '../../src/protocol/index.ts'
import { Wire } from '../../src/wire/index.ts'
import { Evidence } from '../../src/evidence/index.ts'
import { testBroker, uniqueName } from '../support/broker.ts'
import { TestWire } from '../support/wire.ts'

let cluster: Cluster
beforeAll(async () => {
  cluster = await Cluster.connect(testBroker())
})
afterAll(() => cluster.close())

describe('the bootstrap addresses', () => {
  test('are tried one after the other', async () => {
    await using wire = await TestWire.open(`127.0.0.1:1,${testBroker()}`)
    await using reached = await Cluster.connect(await wire.wire.addressFor('program'))
    expect(reached.brokers).toHaveLength(1)
    expect(wire.faults).toEqual([])
  })

  test('are told as a fault when nobody answers at any of them', async () => {
    await using wire = await TestWire.open('127.0.0.1:1,127.0.0.1:2')
    const socket = await wire.socket('program')
    await once(socket.resume(), 'close')
    expect(wire.faults).toEqual([expect.stringContaining('the broker could not be reached')])
    expect(wire.of('disconnected')).toMatchObject([{ by: 'broker' }])
  })

  test.skipIf(!hasIpv6())('may be of IPv6, in brackets', async () => {
    const tunnel = await tunnelTo(testBroker(), '::1')
    await using wire = await TestWire.open(`[::1]:${portOf(tunnel)}`)
    await using reached = await Cluster.connect(await wire.wire.addressFor('program'))
    expect(reached.brokers).toHaveLength(1)
    tunnel.close()
  })

  test('are refused at once when they are none', async () => {
    const opening = Wire.open({ bootstrap: 'kafka', evidence: new Evidence(), prefix: '' })
    await expect(opening).rejects.toSatisfy((error) => isWorkshopError(error) && error.code === 'bad-broker-address')
  })
})

describe('the end', () => {
  test('of a wire closes its connections and its ports, and is over when they are closed', async () => {
    const wire = await TestWire.open()
    const address = await wire.wire.addressFor('program')
    const socket = await wire.socket('program')
    await wire.event('connected')
    const closed = once(socket.resume(), 'close')
    await wire.wire[Symbol.asyncDispose]()
    expect(wire.of('disconnected')).toMatchObject([{ by: 'checker' }])
    await expect(Cluster.connect(address, { timeoutMs: 1_000 })).rejects.toThrow(/ECONNREFUSED/)
    await closed
  })

  test('of a program takes nothing from what it sent just before without asking for an answer', async () => {
    await using wire = await TestWire.open()
    const topic = uniqueName('topic')
    await cluster.createTopics([{ name: topic, partitions: 1 }])
    const socket = await wire.socket('program')
    const sends = 30
    const records = encodeBatch(Array.from({ length: 100 }, () => ({ value: 'x'.repeat(5_000) })))
    for (let correlationId = 1; correlationId <= sends; correlationId += 1) {
      const topics = [{ name: topic, partitions: [{ index: 0, records }] }]
      const body = { acks: 0, timeoutMs: 1_000, topics }
      writeFrame(socket, encodeRequest({ api: 'Produce', version: 7, correlationId, clientId: null, body }))
    }
    socket.end()
    await wire.event('disconnected')
    expect(wire.of('produced').flatMap((event) => event.records)).toHaveLength(sends * 100)
    await wire.until('all of it', async () => (await cluster.latestOffsets(topic))[0] === BigInt(sends * 100))
    await cluster.deleteTopics([topic])
  })
})

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))
}

/** Passes bytes on to a broker as they are. */
async function tunnelTo(broker: string, host: string): Promise<Server> {
  const [brokerHost, port] = broker.split(':')
  const server = createServer((socket: Socket) => {
    const other = connect({ host: brokerHost, port: Number(port) })
    socket.pipe(other).pipe(socket)
    for (const end of [socket, other]) end.on('error', () => undefined)
  })
  await once(server.listen(0, host), 'listening')
  return server
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
