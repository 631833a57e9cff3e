import type { EventOf } from '../evidence/index.ts'
import type { ApiName, Request } from '../protocol/index.ts'
import { deferred } from '../timing/index.ts'

export type Way = 'request' | 'response'

/** A request that is about to be passed on to the broker, or a response to the program. */
export interface Crossing {
  readonly process: string
  readonly connection: number
  readonly way: Way
  /** The request itself, or the one that the response answers. */
  readonly request: Request
  /** The parts of a Produce request; empty for other APIs. */
  readonly produced: readonly EventOf<'produced'>[]
}

/** What becomes of a crossing: it waits, its connection is cut in its place, or the program is answered with an error of Kafka's. */
export type Effect =
  | { readonly kind: 'wait'; readonly until: Promise<unknown> }
  | { readonly kind: 'cut' }
  | { readonly kind: 'refuse'; readonly error: number }

/** Asked of each crossing, in the order in which they were made; undefined: it has no part in it. */
export interface Interceptor {
  meet(crossing: Crossing): Effect | undefined
}

/** Which crossings a fault acts on: those for which all holds that is said here. */
export interface Trigger {
  /** Left out: both ways. */
  readonly way?: Way
  readonly api?: ApiName
  readonly process?: string
  /** With the run's prefix: one that a Produce, Fetch or OffsetCommit request names. */
  readonly topic?: string
  readonly when?: (crossing: Crossing) => boolean
  /** The first that it acts on, counted from 1 among those for which all else holds. */
  readonly onCall?: number
  /** On how many it acts; left out: without end. */
  readonly times?: number
}

export interface FaultOptions {
  /** What it does, in the past: `held`, `cut`. */
  readonly did: string
  readonly effect: () => Effect
  /** Told of each crossing that it acts on, in a few words. */
  readonly note: (what: string) => void
  /** What ends with it. */
  readonly onEnd: () => void
}

/** Something that the wire does to what crosses it, by a rule that needs no clock and no luck. */
export class Fault implements Interceptor {
  /** The first crossing that it acted on. Pending for ever when there is none. */
  readonly first: Promise<Crossing>
  readonly #trigger: Trigger
  readonly #options: FaultOptions
  readonly #first = deferred<Crossing>()
  #met = 0
  #count = 0
  #isOver = false

  constructor(trigger: Trigger, options: FaultOptions) {
    this.#trigger = trigger
    this.#options = options
    this.first = this.#first.promise
  }

  /** On how many crossings it has acted so far. */
  get count(): number {
    return this.#count
  }

  /** What it is for, for people: `held: OffsetCommit request of worker`. */
  get purpose(): string {
    const { api = 'anything', way = 'either way', process = 'any program' } = this.#trigger
    return `${this.#options.did}: ${api} ${way} of ${process}`
  }

  /** Acts no more, and lets go of what it holds. */
  release(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#options.onEnd()
  }

  meet(crossing: Crossing): Effect | undefined {
    const { onCall = 1, times = Infinity } = this.#trigger
    if (this.#isOver || !isMeant(this.#trigger, crossing)) return undefined
    this.#met += 1
    if (this.#met < onCall || this.#met >= onCall + times) return undefined
    this.#count += 1
    this.#options.note(`${this.#options.did} ${described(crossing)}`)
    this.#first.resolve(crossing)
    return this.#options.effect()
  }
}

function isMeant({ way, api, process, topic, when }: Trigger, crossing: Crossing): boolean {
  const { request } = crossing
  return (
    (way ?? crossing.way) === crossing.way &&
    (api ?? request.api) === request.api &&
    (process ?? crossing.process) === crossing.process &&
    (topic === undefined || topicsOf(request).includes(topic)) &&
    (when?.(crossing) ?? true)
  )
}

function topicsOf(request: Request): string[] {
  switch (request.api) {
    case 'Produce':
    case 'Fetch':
    case 'OffsetCommit':
      return request.body.topics.map(({ name }) => name)
    default:
      return []
  }
}

function described({ way, request, process, produced: [sent] }: Crossing): string {
  if (!sent) return `the ${request.api} ${way} of ${process}`
  const send = `send ${sent.send} of ${process}, to ${sent.topic}/${sent.partition}`
  return way === 'response' ? `the response to ${send}` : send
}
