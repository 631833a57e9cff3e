import { setTimeout as delay } from 'node:timers/promises'
import { isWorkshopError, messageOf } from '#checker'
import type { Board } from './board.ts'
import type { BrokerAccess } from './broker-access.ts'
import type { BrokerStarter } from './broker-starter.ts'
import { LIMITS } from './limits.ts'
import { Watch } from './look.ts'

export interface PollerOptions {
  readonly access: BrokerAccess
  readonly board: Board
  readonly starter: BrokerStarter
  /** What else changes: asked for with each look. */
  readonly more: () => ReadonlyMap<string, unknown>
  /** Ends it for good. */
  readonly signal: AbortSignal
}

/** A page that is loaded anew is away for a moment. */
const LINGER_MS = 2_000

/** Looks at the broker four times a second for as long as anybody looks at the page, and not otherwise. */
export class Poller {
  readonly #options: PollerOptions
  #watchers = 0
  #running = false
  #lastLeftAt = 0
  #watch: Watch | undefined
  #kafkaVersion = ''

  constructor(options: PollerOptions) {
    this.#options = options
  }

  /** Somebody looks from now on, until the function that it gives back is called. */
  watch(): () => void {
    this.#watchers += 1
    if (!this.#running) void this.#run()
    return () => {
      this.#watchers -= 1
      this.#lastLeftAt = performance.now()
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#options
    this.#running = true
    while (!signal.aborted && (this.#watchers > 0 || performance.now() - this.#lastLeftAt < LINGER_MS)) {
      const begun = performance.now()
      await this.#look()
      const restMs = Math.max(20, begun + LIMITS.lookMs - performance.now())
      await delay(restMs, undefined, { signal }).catch(() => undefined)
    }
    // What it knew is old when somebody looks again.
    this.#watch = undefined
    this.#running = false
  }

  async #look(): Promise<void> {
    const { access, board, starter, more } = this.#options
    let trouble: unknown
    try {
      const cluster = await access.cluster()
      if (!this.#watch) {
        this.#watch = new Watch(cluster)
        this.#kafkaVersion = await cluster.kafkaVersion()
      }
      board.update('look', await this.#watch.look())
    } catch (error) {
      trouble = error
      this.#watch = undefined
      await access.close()
    }
    board.update('broker', new Map([['broker', this.#brokerPart(trouble, starter)]]))
    board.update('more', more())
  }

  #brokerPart(trouble: unknown, starter: BrokerStarter) {
    const { access } = this.#options
    const isUnreachable = isWorkshopError(trouble) && trouble.code === 'broker-unreachable'
    return {
      bootstrap: access.bootstrap,
      up: trouble === undefined,
      kafkaVersion: this.#kafkaVersion,
      why: trouble === undefined ? '' : isUnreachable ? 'Nobody answers there.' : messageOf(trouble),
      canStart: access.ownPort !== undefined,
      ...starter.view(),
    }
  }
}
