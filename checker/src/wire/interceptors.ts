import type { EventOf } from '../evidence/index.ts'

/** A response that has arrived from the broker and is about to be passed on to the program. */
export interface Passing {
  readonly process: string
  readonly api: string
  /** The parts of the Produce request that it answers; empty for other APIs. */
  readonly produced: readonly EventOf<'produced'>[]
}

/**
 * Where the wire can be made to misbehave: asked of each response, in the order of the interceptors. A promise holds the
 * response, and all behind it on its connection, until it settles. Faults (drop, delay, refuse, close) belong here.
 */
export interface Interceptor {
  onResponse(passing: Passing): Promise<void> | undefined
}

export interface ProduceFilter {
  readonly process?: string
  /** With the run's prefix. */
  readonly topic?: string
}

/**
 * Keeps responses to Produce requests back until it is released: how "sent" is told from "acknowledged". `note` is told of
 * each response that is held, and once of the release.
 */
export class Hold implements Interceptor {
  /** The first request whose response is being held. Pending for ever when there is none. */
  readonly held: Promise<EventOf<'produced'>>
  readonly #filter: ProduceFilter
  readonly #note: (what: string) => void
  readonly #released: Promise<void>
  #noteHeld!: (event: EventOf<'produced'>) => void
  #release!: () => void
  #isReleased = false
  #count = 0

  constructor(filter: ProduceFilter, note: (what: string) => void) {
    this.#filter = filter
    this.#note = note
    this.held = new Promise((resolve) => (this.#noteHeld = resolve))
    this.#released = new Promise((resolve) => (this.#release = resolve))
  }

  /** How many responses were held so far. */
  get count(): number {
    return this.#count
  }

  /** Passes on what was held, and holds nothing more. */
  release(): void {
    if (this.#isReleased) return
    this.#isReleased = true
    this.#note(`released what was held: ${this.#count} ${this.#count === 1 ? 'response' : 'responses'}`)
    this.#release()
  }

  onResponse({ process, produced }: Passing): Promise<void> | undefined {
    const { process: wanted = process, topic } = this.#filter
    const match = produced.find((event) => topic === undefined || event.topic === topic)
    if (this.#isReleased || process !== wanted || !match) return undefined
    this.#count += 1
    this.#note(`held the response to send ${match.send} of ${process}, to ${match.topic}/${match.partition}`)
    this.#noteHeld(match)
    return this.#released
  }
}
