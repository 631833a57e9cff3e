import { messageOf } from '../errors/index.ts'
import type { Event, Evidence } from '../evidence/index.ts'
import { errorCode, errorName } from '../protocol/index.ts'

const LOOK_EACH_MS = 200
/** A timer that is late by so much was not kept from its turn by a busy machine: the process, or the machine, stood still. */
const STOOD_STILL_MS = 1_500
/** NTP turns a clock by milliseconds; so much is a clock that was set, or a machine that slept. */
const CLOCK_SET_MS = 1_500
/** A broker that is well answers within a tenth of it. Then it is asked itself: some requests wait for other members. */
const OVERDUE_MS = 1_000
/** Longer than this for the simplest question, and the broker stood still. Each wait of a scene is several times as long. */
const SLOW_ANSWER_MS = 500

/** Kafka's errors that tell of the broker, or of a cluster that changes hands, and not of the request. */
const SICK: ReadonlySet<number> = new Set(
  (
    [
      'UNKNOWN_SERVER_ERROR',
      'REQUEST_TIMED_OUT',
      'BROKER_NOT_AVAILABLE',
      'NETWORK_EXCEPTION',
      'COORDINATOR_LOAD_IN_PROGRESS',
      'COORDINATOR_NOT_AVAILABLE',
      'NOT_COORDINATOR',
      'NOT_LEADER_OR_FOLLOWER',
      'FENCED_LEADER_EPOCH',
      'UNKNOWN_LEADER_EPOCH',
      'NOT_ENOUGH_REPLICAS',
      'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
      'KAFKA_STORAGE_ERROR',
      'LOG_DIR_NOT_FOUND',
    ] as const
  ).map(errorCode),
)

export interface WatchOptions {
  readonly evidence: Evidence
  /** Since when an answer of the broker is due, on the clock of `performance.now()`; undefined: none is. */
  readonly dueSince: () => number | undefined
  /** Asks the broker something that it answers at once when it is well; rejects when it does not for seconds. */
  readonly ask: () => Promise<unknown>
  /** Told of each kind of oddity once. */
  readonly onOddity: (what: string) => void
  /** The broker does not answer any more. */
  readonly onSilence: (why: string) => void
}

/**
 * Looks out, while a scene plays, for what its programs cannot have brought about: a broker that stands still or ends
 * connections, a machine that was suspended, a clock that was set. It only listens; the broker is asked once an answer is overdue.
 */
export class Watch {
  readonly #options: WatchOptions
  readonly #seen = new Set<string>()
  readonly #timer: NodeJS.Timeout
  readonly #stopListening: () => void
  #lookedAt = performance.now()
  #clockAhead = Date.now() - performance.now()
  #asking = false
  #stopped = false
  /** When it last answered a question of ours. */
  #answeredAt = -Infinity

  constructor(options: WatchOptions) {
    this.#options = options
    this.#timer = setInterval(() => this.#look(), LOOK_EACH_MS).unref()
    this.#stopListening = options.evidence.onEvent((event) => this.#hear(event))
  }

  /** Notes something that somebody else saw; nothing once it is stopped: its scene is over, and the folder of its run may be gone. */
  note(kind: string, what: string): void {
    if (this.#stopped || this.#seen.has(kind)) return
    this.#seen.add(kind)
    this.#options.onOddity(what)
  }

  stop(): void {
    this.#stopped = true
    clearInterval(this.#timer)
    this.#stopListening()
  }

  #look(): void {
    const now = performance.now()
    const late = now - this.#lookedAt - LOOK_EACH_MS
    this.#lookedAt = now
    if (late > STOOD_STILL_MS) this.note('still', `the checker stood still for ${seconds(late)}`)
    const ahead = Date.now() - now
    if (Math.abs(ahead - this.#clockAhead) > CLOCK_SET_MS) this.note('clock', 'the clock of the machine was set')
    this.#clockAhead = ahead
    const due = this.#options.dueSince()
    if (due !== undefined && now - Math.max(due, this.#answeredAt) > OVERDUE_MS && !this.#asking) void this.#ask()
  }

  async #ask(): Promise<void> {
    this.#asking = true
    const asked = performance.now()
    try {
      await this.#options.ask()
      this.#asking = false
      this.#answeredAt = performance.now()
      const ms = this.#answeredAt - asked
      if (ms > SLOW_ANSWER_MS) this.note('slow', `the broker took ${seconds(ms)} to answer`)
    } catch (error) {
      // Said once: the scene is over.
      if (!this.#stopped) this.#options.onSilence(messageOf(error))
    }
  }

  #hear(event: Event): void {
    if (event.kind === 'disconnected') {
      if (event.by === 'broker') this.note('ended', `the broker ended a connection of ${event.process}`)
    } else if ('error' in event && SICK.has(event.error) && !event.forced) {
      this.note(`error ${event.error}`, `the broker answered ${event.process} with ${errorName(event.error)}`)
    }
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}
