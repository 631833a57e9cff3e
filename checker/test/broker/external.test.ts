import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, Kafka, ResourcePatternTypes, logLevel } from 'kafkajs'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { leaseBroker } from '../../src/broker/index.ts'
import { SESSION_MS } from '../../src/broker/external/settings.ts'
import { freePort } from '../../src/broker/ports.ts'
import { CONSUMER_DEFAULTS } from '../../src/grading/consumer-defaults.ts'
import { encodeResponse, FrameSplitter, SPOKEN, correlationIdOf, writeFrame } from '../../src/protocol/index.ts'
import { run } from '../e2e/harness/command.ts'
import { ACLS, type ExternalBroker, ExternalKafka, INTERNAL } from './harness/external.ts'
import { ROOT } from './harness/scene.ts'

let kafka: ExternalKafka
/** Lets nobody do anything who has not logged in; has listeners with a login and with TLS. */
let walled: ExternalBroker
/** Settings that make checks slower or less clear. */
let soft: ExternalBroker
/** Settings with which no check can work. */
let hard: ExternalBroker
/** Advertises an address that this machine does not know, and on another listener that of another cluster. */
let astray: ExternalBroker

beforeAll(async () => {
  kafka = await ExternalKafka.open()
  const listeners = 'PLAINTEXT://127.0.0.1:PORT,INTERNAL://127.0.0.1:INSIDE,TLS://127.0.0.1:OTHER'
  ;[walled, soft, hard] = await Promise.all([
    kafka.broker({ ...ACLS, ...(await kafka.tls()), listeners }),
    kafka.broker({
      'auto.create.topics.enable': false,
      'group.initial.rebalance.delay.ms': 3_000,
      'delete.topic.enable': false,
    }),
    kafka.broker({
      'group.min.session.timeout.ms': 20_000,
      'group.initial.rebalance.delay.ms': 30_000,
      'offsets.topic.replication.factor': 3,
    }),
  ])
  astray = await kafka.broker({
    ...INTERNAL,
    listeners: 'PLAINTEXT://127.0.0.1:PORT,INTERNAL://127.0.0.1:INSIDE,ALSO://127.0.0.1:OTHER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,INTERNAL:SASL_PLAINTEXT,ALSO:PLAINTEXT',
    'advertised.listeners': `PLAINTEXT://kafka.invalid:9092,INTERNAL://127.0.0.1:INSIDE,ALSO://${soft.address}`,
  })
})
afterAll(() => kafka[Symbol.asyncDispose]())

/** Leases what WORKSHOP_BROKER names, and tells what was said. */
async function leaseOf(address: string) {
  const said: string[] = []
  const env = { WORKSHOP_BROKER: address }
  await using lease = await leaseBroker({ root: ROOT, env, say: (line) => said.push(line) })
  return { bootstrap: lease.bootstrap, provider: lease.provider, said }
}

/** The error with which a lease of it is refused; its exit code is 3. */
async function refusalOf(address: string): Promise<{ code: string; message: string; fix: string }> {
  const error: unknown = await leaseOf(address).catch((refusal: unknown) => refusal)
  expect(error).toMatchObject({ exitCode: 3 })
  return error as { code: string; message: string; fix: string }
}

describe('a broker whose settings do not fit', () => {
  test('is used where they make a check slower or less clear, and each is said', async () => {
    const { provider, said } = await leaseOf(soft.address)
    expect(provider).toBe('external')
    expect(said.map((line) => line.split(' on that broker')[0])).toEqual([
      'auto.create.topics.enable is false',
      'group.initial.rebalance.delay.ms is 3000',
      'delete.topic.enable is false',
    ])
  })

  test('is refused where no right program could pass, with each of them', async () => {
    const { code, message, fix } = await refusalOf(hard.address)
    expect(code).toBe('broker-unfit')
    expect(message.split('\n').map((line) => line.trim().split(/ on that broker| and there/)[0])).toEqual([
      `Checks cannot work with Kafka at ${hard.address} as it is set up:`,
      'group.initial.rebalance.delay.ms is 30000',
      'group.min.session.timeout.ms is 20000',
      'offsets.topic.replication.factor is 3',
    ])
    expect(fix).toContain('server.properties')
  })

  test('is asked for sessions as programs under the checker ask for', () => {
    expect(JSON.parse(CONSUMER_DEFAULTS)).toMatchObject({ sessionTimeout: SESSION_MS })
  })
})

describe('a broker that lets not everybody do everything', () => {
  test('refuses all that a check does: each operation is named, and the one command that allows it', async () => {
    const { code, message, fix } = await refusalOf(walled.address)
    expect(code).toBe('broker-denies')
    expect(message.split('\n').slice(1)).toEqual([
      '  Create on topics that begin with kw-',
      '  Write on topics that begin with kw-',
      '  Read on topics that begin with kw-',
      '  Delete on topics that begin with kw-',
      '  Read on groups that begin with kw-',
      '  Delete on groups that begin with kw-',
    ])
    expect(fix).toContain('--allow-principal User:ANONYMOUS --operation All --topic kw- --group kw- ')
  })

  test('ends a check with 3 before a program starts, and nobody is blamed', async () => {
    const { exitCode, stdout, stderr, leftovers } = await run(['check', '03'], {
      env: { WORKSHOP_BROKER: walled.address },
    })
    expect({ exitCode, stdout, leftovers }).toEqual({ exitCode: 3, stdout: '', leftovers: [] })
    expect(stderr).toMatch(/The ACLs of Kafka at .* refuse what a check does.*\n {2}Create on topics/)
  })

  test('is used once it allows what is asked for; settings that may not be read are said', async () => {
    const { TOPIC, GROUP } = AclResourceTypes
    const { ALL, DELETE } = AclOperationTypes
    await allow(walled, [
      [TOPIC, ALL],
      [GROUP, AclOperationTypes.READ],
    ])
    expect((await refusalOf(walled.address)).message.split('\n').slice(1)).toEqual([
      '  Delete on groups that begin with kw-',
    ])
    await allow(walled, [[GROUP, DELETE]])
    expect(await leaseOf(walled.address)).toEqual({
      bootstrap: walled.address,
      provider: 'external',
      said: [expect.stringMatching(/settings of that broker may not be read \(DescribeConfigs/) as string],
    })
  })

  test('shows where offsets are kept without a look into the topic of Kafka, which it does not allow', async () => {
    const { exitCode } = await run(['check', '02', '--solution'], { env: { WORKSHOP_BROKER: walled.address } })
    expect(exitCode).toBe(0)
  })
})

describe('a listener that is not for us', () => {
  test('wants a login: told so, with the settings', async () => {
    const { code, message, fix } = await refusalOf(`127.0.0.1:${walled.ports.inside}`)
    expect(code).toBe('broker-wants-login')
    expect(message).toContain('wants a login (SASL)')
    expect(fix).toMatch(/PLAINTEXT.*listeners and listener\.security\.protocol\.map/)
  })

  test('wants TLS: told so, with the settings', async () => {
    const { code, message, fix } = await refusalOf(`127.0.0.1:${walled.ports.other}`)
    expect(code).toBe('broker-wants-tls')
    expect(message).toContain('wants TLS')
    expect(fix).toContain('PLAINTEXT')
  })

  test('is of an old Kafka: told so, with what it lacks', async () => {
    await using server = createServer((socket) => {
      const frames = new FrameSplitter()
      socket.on('error', () => undefined)
      // As brokers of Kafka 2.2 do: they answer ApiVersions, and hang up on a version that they do not have.
      socket.on('data', (chunk) => {
        for (const frame of frames.push(chunk)) {
          if (frame.readInt16BE(0) !== 18) return socket.destroy()
          const apis = Object.keys(SPOKEN).map((_, key) => ({ key, minVersion: 0, maxVersion: 10 }))
          writeFrame(
            socket,
            encodeResponse('ApiVersions', 0, correlationIdOf(frame.subarray(4)), { errorCode: 0, apis }),
          )
        }
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { code, message, fix } = await refusalOf(`127.0.0.1:${(server.address() as AddressInfo).port}`)
    expect(code).toBe('broker-too-old')
    expect(message).toContain('Fetch 11')
    expect(fix).toContain('Kafka 2.3 or newer')
  })
})

describe('a broker that advertises an address', () => {
  test('which this machine does not know: told so, with the setting', async () => {
    const { code, message, fix } = await refusalOf(astray.address)
    expect(code).toBe('advertised-unreachable')
    expect(message).toContain('broker 1 advertises kafka.invalid:9092, where no broker answers')
    expect(fix).toContain('advertised.listeners')
  })

  test('which is that of another cluster: told so', async () => {
    const { code, message } = await refusalOf(`127.0.0.1:${astray.ports.other}`)
    expect(code).toBe('advertised-unreachable')
    expect(message).toContain(`broker 1 advertises ${soft.address}, where a broker of another cluster answers`)
  })
})

test('of several addresses those that do not answer are left out, and said', async () => {
  const dead = `127.0.0.1:${await freePort()}`
  const { bootstrap, said } = await leaseOf(`${dead}, ${soft.address}`)
  expect(bootstrap).toBe(soft.address)
  expect(said[0]).toBe(`${dead} of WORKSHOP_BROKER does not answer; the others are used.`)
})

/** Lets everybody do that with topics or groups that begin with `kw-`, in the name of the one who may say so. */
async function allow(broker: ExternalBroker, operations: [AclResourceTypes, AclOperationTypes][]): Promise<void> {
  const admin = new Kafka({
    brokers: [`127.0.0.1:${broker.ports.inside}`],
    sasl: { mechanism: 'plain', username: 'admin', password: 'admin' },
    logLevel: logLevel.NOTHING,
  }).admin()
  await admin.connect()
  await admin.createAcls({
    acl: operations.map(([resourceType, operation]) => ({
      resourceType,
      operation,
      resourceName: 'kw-',
      resourcePatternType: ResourcePatternTypes.PREFIXED,
      principal: 'User:ANONYMOUS',
      host: '*',
      permissionType: AclPermissionTypes.ALLOW,
    })),
  })
  await admin.disconnect()
}
