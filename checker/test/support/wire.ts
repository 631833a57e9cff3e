import { once } from 'node:events'
import { type Socket, connect } from 'node:net'
import { Kafka, Partitioners, logLevel } from 'kafkajs'
import { expect } from 'vitest'
import { type Event, type EventKind, type EventOf, Evidence } from '../../src/evidence/index.ts'
import { until } from '../../src/grading/waiting.ts'
import { Connection, errorCode } from '../../src/protocol/index.ts'
import { Wire } from '../../src/wire/index.ts'
import { TEST_PREFIX, testBroker } from './broker.ts'

/** A wire to the broker of this test run, and what tests do with it; each wait fails the test after ten seconds. */
export class TestWire {
  readonly evidence: Evidence
  readonly wire: Wire

  private constructor(evidence: Evidence, wire: Wire) {
    this.evidence = evidence
    this.wire = wire
  }

  static async open(
    bootstrap = testBroker(),
    ready: () => Promise<unknown> = () => Promise.resolve(),
    more: { internalTopics?: boolean } = {},
  ): Promise<TestWire> {
    const evidence = new Evidence()
    return new TestWire(evidence, await Wire.open({ bootstrap, evidence, prefix: TEST_PREFIX, ready, ...more }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.wire[Symbol.asyncDispose]()
  }

  /** The only events of a kind that there are: their number is what most tests expect first. */
  of<K extends EventKind>(kind: K): readonly EventOf<K>[] {
    return this.evidence.of(kind)
  }

  get faults(): string[] {
    return this.evidence.of('fault').map(({ what }) => what)
  }

  /** What the checker noted of its own acts. */
  get notes(): string[] {
    return this.evidence.of('checker').map(({ what }) => what)
  }

  async until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    expect(await until(this.evidence, condition, { limitMs: 10_000 }), what).toBe(true)
  }

  /** Waits for the first event that `matches`. */
  async event<K extends EventKind>(kind: K, matches: (event: EventOf<K>) => boolean = () => true): Promise<Event> {
    let found: EventOf<K> | undefined
    await this.until(`a ${kind}`, () => (found = this.evidence.of(kind).find(matches)) !== undefined)
    return found as Event
  }

  /** kafkajs as a program of this name would have it. */
  async kafkajs(process: string): Promise<Kafka> {
    const brokers = [await this.wire.addressFor(process)]
    return new Kafka({ brokers, logLevel: logLevel.NOTHING, retry: { retries: 2 } })
  }

  async producer(process: string) {
    const producer = (await this.kafkajs(process)).producer({ createPartitioner: Partitioners.DefaultPartitioner })
    await producer.connect()
    return producer
  }

  /** A connection on which requests can be sent one by one. */
  async connection(process: string): Promise<Connection> {
    const { host, port } = await this.#address(process)
    return Connection.open({ host, port, clientId: process, timeoutMs: 10_000 })
  }

  /** A connection for bytes of any kind. */
  async socket(process: string): Promise<Socket> {
    const socket = connect(await this.#address(process))
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    return socket
  }

  async #address(process: string): Promise<{ host: string; port: number }> {
    const [host = '', port] = (await this.wire.addressFor(process)).split(':')
    return { host, port: Number(port) }
  }
}

const PROTOCOLS = [{ name: 'r', metadata: Buffer.alloc(10) }]

/** The first half of a join: the broker tells the id under which to join. */
export async function askMemberId(connection: Connection, group: string): Promise<string> {
  const { errorCode: code, memberId } = await join(connection, group, '')
  expect(code).toBe(errorCode('MEMBER_ID_REQUIRED'))
  return memberId
}

export function join(connection: Connection, groupId: string, memberId: string) {
  const timeouts = { sessionTimeoutMs: 30_000, rebalanceTimeoutMs: 30_000 }
  return connection.request('JoinGroup', 5, {
    groupId,
    memberId,
    protocolType: 'consumer',
    protocols: PROTOCOLS,
    ...timeouts,
  })
}

/** Joins a group that nobody else is in, and is stable in it. */
export async function joinAlone(connection: Connection, groupId: string) {
  const { memberId, generationId } = await join(connection, groupId, await askMemberId(connection, groupId))
  const assignments = [{ memberId, assignment: Buffer.alloc(0) }]
  await connection.request('SyncGroup', 3, { groupId, generationId, memberId, assignments })
  return { groupId, memberId, generationId }
}
