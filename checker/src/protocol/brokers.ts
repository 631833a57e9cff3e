import { EnvironmentError } from '../errors/index.ts'
import { earliest } from '../timing/index.ts'
import { type Address, parseBootstrap } from './addresses.ts'
import type { RequestInput, ResponseBody } from './apis.ts'
import { Connection } from './connection.ts'
import { errorCode, errorName, isRetriable } from './errors.ts'
import { SPOKEN, type SpokenApi } from './spoken.ts'

export interface BrokerAddress {
  readonly id: number
  readonly host: string
  readonly port: number
  readonly rack: string | null
}

export interface ClusterOptions {
  /** For a connection, a response, and all tries of one call together. */
  readonly timeoutMs?: number
  readonly clientId?: string
  /** Called when a broker, or what lies between, ends a connection that was open. */
  readonly onLost?: () => void
}

export type ClusterMetadata = ResponseBody<'Metadata'>

const DEFAULT_TIMEOUT_MS = 10_000
/** Between two tries of a call that may succeed later: a leader or coordinator comes about within tens of milliseconds. */
const RETRY_MS = 20

/**
 * The brokers of a cluster, and who of them to ask: the part of a client that knows no request but Metadata and
 * FindCoordinator. `Cluster` adds what the checker asks.
 */
export class Brokers {
  readonly #connections = new Map<string, Promise<Connection>>()
  readonly #open = new Set<Connection>()
  readonly #coordinators = new Map<string, BrokerAddress>()
  readonly #bootstrap: readonly Address[]
  readonly timeoutMs: number
  readonly #clientId: string
  readonly #onLost: (() => void) | undefined
  #brokers: readonly BrokerAddress[] = []
  #clusterId: string | null = null
  #controllerId = -1
  #closed = false

  constructor(bootstrap: string, { timeoutMs = DEFAULT_TIMEOUT_MS, clientId = 'workshop', onLost }: ClusterOptions) {
    this.#bootstrap = parseBootstrap(bootstrap)
    this.timeoutMs = timeoutMs
    this.#clientId = clientId
    this.#onLost = onLost
  }

  get all(): readonly BrokerAddress[] {
    return this.#brokers
  }

  /** As the last metadata had it. */
  get clusterId(): string | null {
    return this.#clusterId
  }

  /** −1 while there is none. */
  get controllerId(): number {
    return this.#controllerId
  }

  /** Since when the oldest of all open requests has no response, on the clock of `performance.now()`. */
  get waitingSince(): number | undefined {
    return earliest([...this.#open].map((connection) => connection.waitingSince))
  }

  /** Asks for metadata of `topics` (null: all; they are not created) and remembers the brokers. */
  async metadata(topics: string[] | null): Promise<ClusterMetadata> {
    const metadata = await this.askAny('Metadata', { topics, allowAutoTopicCreation: false })
    this.#clusterId = metadata.clusterId
    this.#controllerId = metadata.controllerId
    this.#brokers = metadata.brokers.map(({ nodeId: id, host, port, rack }) => ({ id, host, port, rack }))
    return metadata
  }

  async ask<A extends SpokenApi>(broker: Address, api: A, body: RequestInput<A>): Promise<ResponseBody<A>> {
    const connection = await this.#connectionTo(broker)
    return connection.request(api, SPOKEN[api], body)
  }

  /** Asks any broker. */
  async askAny<A extends SpokenApi>(api: A, body: RequestInput<A>): Promise<ResponseBody<A>> {
    return (await this.#anyConnection()).request(api, SPOKEN[api], body)
  }

  /** Asks the controller, once there is one; `forgetController` when it says that it is none. */
  async askController<A extends SpokenApi>(api: A, body: RequestInput<A>): Promise<ResponseBody<A>> {
    const controller = await this.retried(`the controller`, async () => {
      if (this.#controllerId < 0) await this.metadata([])
      return this.#brokers.find(({ id }) => id === this.#controllerId) ?? errorCode('NOT_CONTROLLER')
    })
    return this.ask(controller, api, body)
  }

  forgetController(): void {
    this.#controllerId = -1
  }

  /** The coordinator of a group, once there is one; `forgetCoordinator` when it says that it is none. */
  async coordinator(group: string): Promise<BrokerAddress> {
    const known = this.#coordinators.get(group)
    if (known) return known
    const found = await this.retried(`the coordinator of the group ${group}`, async () => {
      const {
        errorCode: code,
        nodeId: id,
        host,
        port,
      } = await this.askAny('FindCoordinator', { key: group, keyType: 0 })
      return code === 0 ? { id, host, port, rack: null } : code
    })
    this.#coordinators.set(group, found)
    return found
  }

  forgetCoordinator(group: string): void {
    this.#coordinators.delete(group)
  }

  /**
   * Tries until `act` gives back something else than the code of an error that passes. Throws EnvironmentError
   * `kafka-refused` for another error, or when the limit has passed.
   */
  async retried<T extends object>(what: string, act: () => Promise<T | number>): Promise<T> {
    const deadline = performance.now() + this.timeoutMs
    for (;;) {
      const result = await act()
      if (typeof result !== 'number') return result
      if (!isRetriable(result) || performance.now() > deadline) throw refused(what, result)
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }

  /** Ends all connections, for good: whoever still asks is refused, and opens none that nobody would end. */
  close(): void {
    this.#closed = true
    for (const opening of this.#connections.values()) {
      opening.then((connection) => connection.close()).catch(() => undefined)
    }
    this.#connections.clear()
  }

  async #anyConnection(): Promise<Connection> {
    const addresses = [...this.#bootstrap, ...this.#brokers]
    let failure: unknown
    for (const address of addresses) {
      try {
        return await this.#connectionTo(address)
      } catch (error) {
        failure = error
      }
    }
    throw failure
  }

  async #connectionTo({ host, port }: Address): Promise<Connection> {
    const name = `${host}:${port}`
    const known = this.#connections.get(name)
    if (known && (await known).isOpen) return known
    if (this.#closed) throw closed()
    const opening = this.#opened({ host, port })
    this.#connections.set(name, opening)
    opening.catch(() => this.#connections.delete(name))
    return opening
  }

  async #opened({ host, port }: Address): Promise<Connection> {
    const { timeoutMs } = this
    const lost = () => {
      this.#open.delete(connection)
      this.#onLost?.()
    }
    const connection = await Connection.open({ host, port, clientId: this.#clientId, timeoutMs, onLost: lost })
    this.#open.add(connection)
    return connection
  }
}

function closed(): EnvironmentError {
  return new EnvironmentError('The cluster was asked after its connections had been closed.', {
    code: 'cluster-closed',
    fix: 'Run the command again.',
  })
}

/** An error of Kafka that ends a call, by its name. */
export function refused(what: string, code: number): EnvironmentError {
  return new EnvironmentError(`Kafka refused ${what}: ${errorName(code)}.`, {
    code: 'kafka-refused',
    fix: 'See the log of the broker.',
  })
}
