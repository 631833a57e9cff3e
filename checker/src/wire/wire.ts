import { type AddressInfo, type Server, type Socket, createServer } from 'node:net'
import { once } from 'node:events'
import type { Evidence } from '../evidence/index.ts'
import { Cluster } from '../protocol/index.ts'
import { Hold, type Interceptor, type ProduceFilter } from './interceptors.ts'
import { Members } from './members.ts'
import { type Counters, Recorder } from './recorder.ts'
import { Relay } from './relay.ts'

/** Above any program that works, and below what ends our own process. */
const MAX_CONNECTIONS = 1_000
const LOOPBACK = '127.0.0.1'

export interface WireOptions {
  /** `host:port[,…]` of the real brokers. */
  readonly bootstrap: string
  readonly evidence: Evidence
}

/**
 * Stands between the learner's programs and the broker and records what passes. Each program gets a port of its own for each
 * broker, so that all it does is known to be its doing.
 */
export class Wire {
  readonly #options: WireOptions
  readonly #relays = new Set<Relay>()
  readonly #servers = new Map<string, Promise<Server>>()
  readonly #interceptors = new Set<Interceptor>()
  readonly #members = new Members()
  readonly #counters: Counters = { sends: 0, commits: 0 }
  #connections = 0

  private constructor(options: WireOptions) {
    this.#options = options
  }

  static async open(options: WireOptions): Promise<Wire> {
    return new Wire(options)
  }

  /** The bootstrap address for a program, `127.0.0.1:port`: what connects there is taken for that program. */
  async addressFor(process: string): Promise<string> {
    const [first = ''] = this.#options.bootstrap.split(',')
    const colon = first.lastIndexOf(':')
    const broker = { host: first.slice(0, colon), port: Number(first.slice(colon + 1)) }
    return `${LOOPBACK}:${await this.#port(process, broker)}`
  }

  /** From now on responses to matching Produce requests are kept back until the hold is released. */
  holdProduceResponses(filter: ProduceFilter = {}): Hold {
    const hold = new Hold(filter)
    this.#interceptors.add(hold)
    return hold
  }

  openConnections(process: string): number {
    return [...this.#relays].filter((relay) => relay.process === process).length
  }

  /** Requests of a program whose response was not passed on. */
  inFlight(process: string): number {
    return [...this.#relays].reduce((sum, relay) => sum + (relay.process === process ? relay.inFlight : 0), 0)
  }

  /**
   * Takes members out of their groups that joined through the wire, did not leave, and whose connection is closed: they are
   * dead, and a group waits for a dead member until its session ends.
   */
  async leaveForTheDead(process?: string): Promise<void> {
    const open = new Set([...this.#relays].map(({ connection }) => connection))
    const dead = this.#members.all.filter(
      (member) => !open.has(member.connection) && (process === undefined || member.process === process),
    )
    if (dead.length === 0) return
    await using cluster = await Cluster.connect(this.#options.bootstrap, { clientId: 'workshop-wire' })
    for (const { group, memberId, process: name } of dead) {
      await cluster.leaveGroup(group, memberId)
      this.#members.left(group, memberId)
      this.#options.evidence.add({ kind: 'left', group, memberId, by: 'checker', process: name })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const relay of this.#relays) relay.close()
    for (const server of await Promise.all(this.#servers.values())) server.close()
  }

  async #port(process: string, broker: { host: string; port: number }): Promise<number> {
    const name = `${process} ${broker.host}:${broker.port}`
    let server = this.#servers.get(name)
    if (!server) {
      server = listening((socket) => this.#accept(socket, process, broker))
      this.#servers.set(name, server)
    }
    return ((await server).address() as AddressInfo).port
  }

  #accept(program: Socket, process: string, broker: { host: string; port: number }): void {
    const { evidence } = this.#options
    if (this.openConnections(process) >= MAX_CONNECTIONS) {
      evidence.add({
        kind: 'checker',
        what: `${process} has ${MAX_CONNECTIONS} connections open; a further one was refused`,
      })
      program.on('error', () => undefined)
      program.destroy()
      return
    }
    const connection = ++this.#connections
    const relay = new Relay({
      process,
      connection,
      program,
      broker,
      recorder: new Recorder({ evidence, counters: this.#counters, members: this.#members, process, connection }),
      interceptors: this.#interceptors,
      portOf: (other) => this.#port(process, other),
      onClose: () => this.#relays.delete(relay),
    })
    this.#relays.add(relay)
  }
}

async function listening(accept: (socket: Socket) => void): Promise<Server> {
  const server = createServer({ noDelay: true }, accept)
  server.listen(0, LOOPBACK)
  await once(server, 'listening')
  return server
}
