import { type Server, type Socket, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { messageOf } from '../errors/index.ts'
import type { Evidence } from '../evidence/index.ts'
import { LOOPBACK, type Opened, openPort } from '../loopback/index.ts'
import { type Address, Cluster, parseBootstrap } from '../protocol/index.ts'
import { earliest } from '../timing/index.ts'
import type { Reach } from './allowance.ts'
import { WireFaults } from './faults.ts'
import { type Member, Members } from './members.ts'
import { type Counters, Recorder } from './recorder.ts'
import { Relay } from './relay.ts'

/** Of one program: above any that works, and below what ends our own process. */
const MAX_CONNECTIONS = 500
/** The sockets of a process that was killed are closed within milliseconds. */
const CLOSE_LIMIT_MS = 1_000

export interface WireOptions extends Reach {
  /** `host:port[,…]` of the real brokers, which are tried in turn. */
  readonly bootstrap: string
  readonly evidence: Evidence
  /** A folder in which each program gets one of its own, with a socket for each of its ports, named by the port. Absolute. */
  readonly doors?: string | undefined
  /** Asked for each connection: what the program is to find done before it is let through to the broker. */
  readonly ready?: () => Promise<unknown>
}

/**
 * Stands between the learner's programs and the broker and records what passes. Each program gets a port of its own for each
 * broker, so that all it does is known to be its doing.
 */
export class Wire {
  readonly #options: WireOptions
  readonly #bootstrap: readonly Address[]
  readonly #relays = new Set<Relay>()
  readonly #opened = new Map<string, Promise<Opened<Server>>>()
  /** What scenes do to the connections. */
  readonly faults = new WireFaults((what) => this.#note(what))
  readonly #members = new Members()
  readonly #counters: Counters = { sends: 0, commits: 0 }
  readonly #flooding = new Set<string>()
  #connections = 0
  #disposed = false

  private constructor(options: WireOptions) {
    this.#options = options
    this.#bootstrap = parseBootstrap(options.bootstrap)
  }

  /** Throws EnvironmentError `bad-broker-address`. */
  static async open(options: WireOptions): Promise<Wire> {
    return new Wire(options)
  }

  /** The bootstrap address for a program, `127.0.0.1:port`: what connects there is taken for that program. */
  async addressFor(process: string): Promise<string> {
    return `${LOOPBACK}:${await this.#port(process, this.#bootstrap)}`
  }

  /** Where a program is told that brokers are, `127.0.0.1:port` each. */
  async addressesOf(process: string, brokers: readonly Address[]): Promise<string[]> {
    const ports = brokers.map(({ host, port }) => this.#port(process, [{ host, port }]))
    return (await Promise.all(ports)).map((port) => `${LOOPBACK}:${port}`)
  }

  /** Where a program without a network finds its ports as sockets. Throws when the wire has no doors. */
  doorsFor(process: string): string {
    const { doors } = this.#options
    if (doors === undefined) throw new Error('this wire has no doors')
    return join(doors, process)
  }

  #note(what: string): void {
    this.#options.evidence.add({ kind: 'checker', what })
  }

  openConnections(process: string): number {
    return [...this.#relays].filter((relay) => relay.process === process).length
  }

  /** Requests of a program whose response was not passed on. */
  inFlight(process: string): number {
    return [...this.#relays].reduce((sum, relay) => sum + (relay.process === process ? relay.inFlight : 0), 0)
  }

  /** When the first of all open requests was due, on the clock of `performance.now()`; undefined where none is open. */
  get dueSince(): number | undefined {
    return earliest([...this.#relays].map((relay) => relay.dueSince))
  }

  /**
   * Takes the members of a process that was killed out of their groups at once: otherwise a group waits for a dead member
   * until its session ends. Waits for the connections of the process to close, one second at most; a member that is on an
   * open connection then lives, and stays.
   */
  async leaveForTheDead(process: string): Promise<void> {
    const closed = [...this.#relays].filter((relay) => relay.process === process).map((relay) => relay.closed)
    await Promise.race([Promise.all(closed), setTimeout(CLOSE_LIMIT_MS, undefined, { ref: false })])
    const open = new Set([...this.#relays].map(({ connection }) => connection))
    await this.#leaveFor(this.#members.of(process).filter(({ connection }) => !open.has(connection)))
  }

  /** Takes the members of a process out of their groups, as if their sessions had ended: it may live, and does not know. */
  async expel(process: string): Promise<void> {
    await this.#leaveFor(this.#members.of(process))
  }

  async #leaveFor(members: readonly Member[]): Promise<void> {
    if (members.length === 0) return
    await using cluster = await Cluster.connect(this.#options.bootstrap, { clientId: 'workshop-wire' })
    for (const { group, memberId, process } of members) {
      const wasMember = await cluster.leaveGroup(group, memberId)
      this.#members.left(group, memberId)
      if (wasMember) this.#options.evidence.add({ kind: 'left', group, memberId, by: 'checker', process })
    }
  }

  /** Closes every connection and port, and waits until they are. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true
    const servers = (await Promise.all(this.#opened.values())).flatMap((one) => one.servers)
    const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)))
    for (const relay of this.#relays) relay.close()
    await Promise.all(closed)
  }

  async #port(process: string, brokers: readonly Address[]): Promise<number> {
    if (this.#disposed) throw new Error('the wire is closed')
    const name = [process, ...brokers.map(({ host, port }) => `${host}:${port}`)].join(' ')
    let opened = this.#opened.get(name)
    if (!opened) {
      const folder = this.#options.doors === undefined ? undefined : this.doorsFor(process)
      opened = openPort(() => this.#server(process, brokers), folder)
      this.#opened.set(name, opened)
    }
    return (await opened).port
  }

  #server(process: string, brokers: readonly Address[]): Server {
    const server = createServer({ noDelay: true }, (socket) => this.#accept(socket, process, brokers))
    server.on('error', (error) => {
      this.#options.evidence.add({ kind: 'fault', process, what: `a connection was not accepted: ${messageOf(error)}` })
    })
    return server
  }

  #accept(program: Socket, process: string, brokers: readonly Address[]): void {
    if (this.openConnections(process) >= MAX_CONNECTIONS) return this.#refuse(program, process)
    const { evidence } = this.#options
    const connection = ++this.#connections
    const relay = new Relay({
      process,
      connection,
      program,
      brokers,
      recorder: new Recorder({ evidence, counters: this.#counters, members: this.#members, process, connection }),
      faults: this.faults,
      ready: this.#options.ready?.(),
      reach: this.#options,
      portOf: ({ host, port }) => this.#port(process, [{ host, port }]),
      onClose: () => this.#relays.delete(relay),
    })
    this.#relays.add(relay)
  }

  /** Noted once for each program: one that floods us tries again and again. */
  #refuse(program: Socket, process: string): void {
    program.on('error', () => undefined)
    program.destroy()
    if (this.#flooding.has(process)) return
    this.#flooding.add(process)
    this.#note(`${process} has ${MAX_CONNECTIONS} connections open; further ones are refused`)
  }
}
