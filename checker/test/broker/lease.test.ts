import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { freePort } from '../../src/broker/ports.ts'
import { type LeaseOptions, leaseBroker, neighbourAt, startedNeighbourAt } from '../../src/broker/index.ts'
import { Cluster } from '../../src/protocol/index.ts'
import { LONG, withWorkshopPort } from '../support/workshop-port.ts'
import { testBroker } from '../support/broker.ts'
import { ROOT, pathWith, scene } from './harness/scene.ts'

/** The user's warm broker, if there is one, is none of these tests' business. */
function wanting(env: NodeJS.ProcessEnv): LeaseOptions & { readonly said: string[] } {
  const said: string[] = []
  return { root: ROOT, env: { WORKSHOP_WARM_MINUTES: '0', ...env }, say: (line) => said.push(line), said }
}

describe('WORKSHOP_BROKER', () => {
  test('names a broker, which is checked, used and left running', async () => {
    const options = wanting({ WORKSHOP_BROKER: testBroker() })
    const lease = await leaseBroker(options)
    expect(lease).toMatchObject({ bootstrap: testBroker(), provider: 'external', kafkaVersion: '3.9', passedOver: [] })
    expect(lease.description).toContain(testBroker())
    expect(options.said).toEqual([])
    await lease[Symbol.asyncDispose]()
    await using cluster = await Cluster.connect(testBroker())
    expect(cluster.brokers).toHaveLength(1)
  })

  test('names a broker that does not answer: told so, and no other is taken instead', async () => {
    const gone = `127.0.0.1:${await freePort()}`
    await expect(leaseBroker(wanting({ WORKSHOP_BROKER: gone }))).rejects.toMatchObject({
      code: 'broker-unreachable',
      exitCode: 3,
      message: expect.stringContaining(gone) as string,
    })
  })

  test.each(['dokcer', 'external', 'workshop', 'EMBEDDED'])('says %j: a usage error', async (WORKSHOP_BROKER) => {
    await expect(leaseBroker(wanting({ WORKSHOP_BROKER }))).rejects.toMatchObject({
      code: 'bad-workshop-broker',
      exitCode: 2,
    })
  })

  test.each([':9092', 'host:', 'host:port', 'host:0', 'host:99999'])('says %j: no address', async (WORKSHOP_BROKER) => {
    await expect(leaseBroker(wanting({ WORKSHOP_BROKER }))).rejects.toMatchObject({ code: 'bad-broker-address' })
  })

  test('says embedded where Java is missing: the reason, and what to install', async () => {
    using place = scene()
    const PATH = await pathWith(place.dir, {})
    await expect(leaseBroker(wanting({ PATH, WORKSHOP_BROKER: 'embedded' }))).rejects.toMatchObject({
      code: 'java-missing',
      message: expect.stringMatching(/embedded: Java is not installed/) as string,
      fix: expect.stringContaining('install Java 17 or newer') as string,
    })
  })
})

test(
  'without a wish and without any broker, each provider says why it has none, and what to do',
  LONG,
  async (context) => {
    using place = scene()
    const options = wanting({ PATH: await pathWith(place.dir, {}), DOCKER_HOST: 'unix:///nowhere' })
    await withWorkshopPort(context, () =>
      expect(leaseBroker(options)).rejects.toMatchObject({
        code: 'java-missing',
        message: expect.stringMatching(
          /workshop: .*9092[^]*container: there is no Docker engine at \/nowhere[^]*embedded: Java is not installed/,
        ) as string,
        fix: expect.stringMatching(
          /^Start it, or take DOCKER_HOST .*\nOr: To run Kafka here, install Java 17/,
        ) as string,
      }),
    )
  },
)

describe('who listens on a port', () => {
  test('a broker of the workshop, told by its rack', async () => {
    const port = Number(testBroker().split(':')[1])
    expect(await neighbourAt(port)).toEqual({ kind: 'ours', bootstrap: testBroker(), kafkaVersion: '3.9' })
  })

  test('nobody', async () => expect(await neighbourAt(await freePort())).toEqual({ kind: 'nobody' }))

  test('a broker in a container, which hangs up until it has started', async () => {
    let connections = 0
    await using server = createServer((socket) => {
      socket.on('error', () => undefined)
      connections += 1
      if (connections <= 3) return socket.destroy()
      const broker = connect(Number(testBroker().split(':')[1]), '127.0.0.1').on('error', () => undefined)
      socket.pipe(broker).pipe(socket)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    expect(await neighbourAt(port)).toEqual({ kind: 'hangs-up' })
    const said: string[] = []
    const options = { env: {}, say: (line: string) => said.push(line), inContainer: async () => true }
    expect(await startedNeighbourAt(port, options)).toMatchObject({ kind: 'ours' })
    expect(said).toEqual([expect.stringContaining('A broker is starting on port') as string])
  })

  test('a program that hangs up, and is in no container: it is not waited for', async () => {
    await using server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const options = { env: { DOCKER_HOST: 'unix:///nowhere' }, say: () => expect.unreachable() }
    expect(await startedNeighbourAt(port, options)).toEqual({ kind: 'hangs-up' })
  })

  test.each([
    ['says nothing', undefined],
    ['says hello and hangs up', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ])('a server that is no Kafka and %s', async (_, greeting) => {
    await using server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.resume()
      if (greeting) socket.end(greeting)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    expect(await neighbourAt((server.address() as AddressInfo).port)).toEqual({ kind: 'no-kafka' })
  })
})
