import { once } from 'node:events'
import { chmodSync, rmSync } from 'node:fs'
import { type Server, type Socket, connect, createServer } from 'node:net'
import { isWorkshopError, messageOf } from '../../errors/index.ts'
import { withFirstUseLock } from '../first-use-lock.ts'
import { ailmentOf } from '../ailment.ts'
import { startContainers } from '../container/index.ts'
import { startEmbedded } from '../embedded.ts'
import type { OwnBroker, OwnBrokerOptions } from '../own-broker.ts'
import {
  type BrokerStatus,
  PROTOCOL,
  type Reply,
  type Request,
  type WarmProvider,
  onMessage,
  send,
} from './messages.ts'
import { residentMb } from '../process-identity.ts'
import { type SupervisorPlace, supervisorPlace } from './place.ts'

export interface SupervisorOptions {
  readonly root: string
  readonly env: NodeJS.ProcessEnv
  /** What whoever starts it will ask for: begun at once, since that one is busy meanwhile with other things. */
  readonly first?: WarmProvider | undefined
  /** The port of the broker; any free one by default. */
  readonly port?: number | undefined
  /** Without a lease it ends after so long, milliseconds; null: never. */
  readonly idleMs: number | null
}

interface Warm {
  readonly provider: WarmProvider
  readonly broker: OwnBroker
  readonly since: number
  /** Why nobody should work with it any more. */
  ailment?: string
  /** The look at it that is under way. */
  examined?: Promise<void> | undefined
}

/**
 * Owns brokers that outlive commands. Whoever wants one connects to its socket; the connection is the lease, so that a
 * command that is killed gives it back. Binding the socket is the lock: there is one supervisor for each user and cache.
 */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #place: SupervisorPlace
  readonly #server: Server
  readonly #since = performance.now()
  readonly #starting = new Map<WarmProvider, Promise<Warm>>()
  readonly #warm = new Map<WarmProvider, Warm>()
  /** Connections that have a lease or, null, wait for one. */
  readonly #leases = new Map<Socket, Warm | null>()
  /** The end of brokers that failed: another one may want their port. */
  #clearing: Promise<unknown> = Promise.resolve()
  /** What was told of the start that is under way: who joins it later is told as well. */
  #said: string[] = []
  readonly #ended: Promise<void>
  #end!: () => void
  #idle: NodeJS.Timeout | undefined

  private constructor(options: SupervisorOptions, place: SupervisorPlace, server: Server) {
    this.#options = options
    this.#place = place
    this.#server = server
    this.#ended = new Promise((resolve) => (this.#end = resolve))
    server.on('connection', (socket) => this.#welcome(socket))
    this.#waitIdle()
    // Who asks for it is told how it went.
    if (options.first) this.#brokerOf(options.first).catch(() => undefined)
  }

  /** Takes the socket; undefined when another supervisor has it. */
  static async open(options: SupervisorOptions): Promise<Supervisor | undefined> {
    const place = supervisorPlace()
    const server = createServer()
    return withFirstUseLock(place.lock, { onWait: () => undefined }, async () => {
      if (await answers(place.socket)) return undefined
      rmSync(place.socket, { force: true })
      server.listen(place.socket)
      await once(server, 'listening')
      chmodSync(place.socket, 0o600)
      return new Supervisor(options, place, server)
    })
  }

  /** Resolves when it has ended, by `stop`, by idleness or by `close`. */
  get ended(): Promise<void> {
    return this.#ended
  }

  /** Ends its brokers and gives the socket back. */
  async close(): Promise<void> {
    clearTimeout(this.#idle)
    this.#server.close()
    rmSync(this.#place.socket, { force: true })
    const brokers = await Promise.allSettled(this.#starting.values())
    await Promise.all(brokers.flatMap((one) => (one.status === 'fulfilled' ? [one.value.broker.close()] : [])))
    await this.#clearing
    for (const socket of this.#leases.keys()) socket.destroy()
    this.#end()
  }

  #welcome(socket: Socket): void {
    socket.on('error', () => undefined)
    let asked = false
    onMessage(socket, (message) => {
      if (asked) return
      asked = true
      send(socket, { kind: 'heard' })
      void this.#answer(socket, message as Request)
    })
    socket.on('close', () => this.#giveBack(socket))
  }

  async #answer(socket: Socket, request: Request): Promise<void> {
    switch (request.want) {
      case 'lease':
        return this.#lease(socket, request.protocol, request.provider ?? this.#running ?? 'embedded')
      case 'status':
        send(socket, this.#status())
        socket.end()
        return
      case 'stop':
        await this.close()
        // The connection ends with this process: whoever asked knows then that nothing of it is left.
        send(socket, { kind: 'stopped' })
        return
      default:
        socket.destroy()
    }
  }

  async #lease(socket: Socket, protocol: number, provider: WarmProvider): Promise<void> {
    if (protocol !== PROTOCOL) {
      send(socket, { kind: 'error', ...OTHER_VERSION })
      socket.end()
      return
    }
    clearTimeout(this.#idle)
    this.#leases.set(socket, null)
    if (this.#starting.has(provider) && !this.#warm.has(provider))
      for (const line of this.#said) send(socket, { kind: 'say', line })
    try {
      const warm = await this.#wellBrokerOf(provider)
      // Whoever waited may have gone.
      if (!this.#leases.has(socket)) return
      this.#leases.set(socket, warm)
      const { bootstrap, kafkaVersion, logFiles } = warm.broker
      send(socket, { kind: 'leased', provider, bootstrap, kafkaVersion, logFiles })
      if (warm.ailment !== undefined) send(socket, { kind: 'failed', message: warm.ailment })
    } catch (error) {
      send(socket, refusalOf(error))
      socket.end()
    }
  }

  /** The one that runs or is starting, else a new one. */
  #brokerOf(provider: WarmProvider): Promise<Warm> {
    const known = this.#starting.get(provider)
    if (known) return known
    this.#said = []
    const { root, env, port } = this.#options
    const options: OwnBrokerOptions = { root, env, say: this.#say, ...(port !== undefined && { port }) }
    const starting = this.#clearing
      .then(() => START[provider](options))
      .then((broker) => {
        const warm: Warm = { provider, broker, since: performance.now() }
        this.#warm.set(provider, warm)
        void broker.failed.then((error) => this.#giveUp(warm, error.message))
        return warm
      })
    this.#starting.set(provider, starting)
    starting.catch(() => this.#forget(provider))
    return starting
  }

  /** As `#brokerOf`, but one that has been warm is looked at first: it may hang, or have lost its ZooKeeper. */
  async #wellBrokerOf(provider: WarmProvider): Promise<Warm> {
    const warm = this.#warm.get(provider)
    if (!warm) return this.#brokerOf(provider)
    await (warm.examined ??= this.#examine(warm).finally(() => (warm.examined = undefined)))
    return warm.ailment === undefined ? warm : this.#brokerOf(provider)
  }

  async #examine(warm: Warm): Promise<void> {
    const ailment = await ailmentOf(warm.broker.bootstrap)
    if (ailment === undefined || warm.ailment !== undefined) return
    this.#say(`The broker that was kept warm ${ailment}. It is ended, and another one started.`)
    this.#giveUp(warm, `The broker ${ailment}.`)
  }

  /** Tells those who work with a broker that it is no good any more, and ends what is left of it. */
  #giveUp(warm: Warm, ailment: string): void {
    if (warm.ailment !== undefined) return
    warm.ailment = ailment
    this.#forget(warm.provider)
    for (const [socket, leased] of this.#leases) if (leased === warm) send(socket, { kind: 'failed', message: ailment })
    const ended = warm.broker.close({ sick: true }).catch(() => undefined)
    this.#clearing = Promise.all([this.#clearing, ended])
  }

  get #running(): WarmProvider | undefined {
    return [...this.#starting.keys()][0]
  }

  #forget(provider: WarmProvider): void {
    this.#starting.delete(provider)
    this.#warm.delete(provider)
  }

  /** Tells those who wait for a broker. */
  readonly #say = (line: string): void => {
    this.#said.push(line)
    for (const [socket, leased] of this.#leases) if (leased === null) send(socket, { kind: 'say', line })
  }

  #giveBack(socket: Socket): void {
    if (!this.#leases.delete(socket)) return
    if (this.#leases.size === 0) this.#waitIdle()
  }

  #waitIdle(): void {
    const { idleMs } = this.#options
    if (idleMs !== null) this.#idle = setTimeout(() => void this.close(), idleMs)
  }

  #status(): Reply {
    const { idleMs } = this.#options
    const brokers = [...this.#warm.values()].map(({ provider, broker, since }): BrokerStatus => ({
      provider,
      bootstrap: broker.bootstrap,
      kafkaVersion: broker.kafkaVersion,
      upSeconds: secondsSince(since),
      memoryMb: broker.pids.length === 0 ? null : residentMb(broker.pids),
      logFiles: broker.logFiles,
    }))
    return {
      kind: 'status',
      protocol: PROTOCOL,
      pid: process.pid,
      leases: this.#leases.size,
      upSeconds: secondsSince(this.#since),
      idleMinutes: idleMs === null ? null : idleMs / 60_000,
      brokers,
    }
  }
}

const START: Record<WarmProvider, (options: OwnBrokerOptions) => Promise<OwnBroker>> = {
  container: startContainers,
  embedded: startEmbedded,
}

const OTHER_VERSION = {
  message: 'The broker that is kept warm was started by another version of the workshop.',
  code: 'other-version',
  fix: 'End it: npm run broker stop',
}

/** Whether somebody accepts connections there; a socket whose owner is gone refuses them. */
async function answers(path: string): Promise<boolean> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

function refusalOf(error: unknown): Reply {
  if (isWorkshopError(error)) {
    const { message, code, fix } = error
    return { kind: 'error', message, code, fix }
  }
  return { kind: 'error', message: messageOf(error), code: 'broker-not-started', fix: 'See: npm run broker logs' }
}

function secondsSince(time: number): number {
  return Math.round((performance.now() - time) / 1_000)
}
