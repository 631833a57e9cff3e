import { deferred } from '../timing/index.ts'

/** On which of the things that it is meant for a fault acts. */
export interface Turn {
  /** The first that it acts on, counted from 1. */
  readonly onCall?: number
  /** On how many it acts; left out: without end. */
  readonly times?: number
}

export interface FaultOptions<Met, Effect> extends Turn {
  readonly isMeant: (met: Met) => boolean
  readonly effect: () => Effect
  /** What it does and to what, for people who are told that it never did. */
  readonly purpose: string
  /** Told of each that it acts on. */
  readonly onActed: (met: Met) => void
  readonly onEnd: (fault: Fault<Met, Effect>) => void
}

/** Something that a scene does to what its programs meet, by a rule that needs no clock and no luck. */
export class Fault<Met, Effect> {
  /** The first that it acted on. Pending for ever when there is none. */
  readonly first: Promise<Met>
  readonly #first = deferred<Met>()
  readonly #options: FaultOptions<Met, Effect>
  #met = 0
  #count = 0
  #isOver = false

  constructor(options: FaultOptions<Met, Effect>) {
    this.#options = options
    this.first = this.#first.promise
  }

  /** How often it has acted so far. */
  get count(): number {
    return this.#count
  }

  get purpose(): string {
    return this.#options.purpose
  }

  /** Acts no more, and lets go of what it holds. */
  release(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#options.onEnd(this)
  }

  /** What it makes of this; undefined where it has no part in it. */
  meet(met: Met): Effect | undefined {
    const { onCall = 1, times = Infinity, isMeant, effect, onActed } = this.#options
    if (this.#isOver || !isMeant(met)) return undefined
    this.#met += 1
    if (this.#met < onCall || this.#met >= onCall + times) return undefined
    this.#count += 1
    onActed(met)
    this.#first.resolve(met)
    return effect()
  }
}

/** The faults of one place: which act, and which never did. */
export class Faults<Met, Effect> {
  readonly #all: Fault<Met, Effect>[] = []
  readonly #acting = new Set<Fault<Met, Effect>>()

  add(options: Omit<FaultOptions<Met, Effect>, 'onEnd'> & { readonly onEnd?: (count: number) => void }) {
    const fault = new Fault<Met, Effect>({
      ...options,
      onEnd: (ended) => {
        this.#acting.delete(ended)
        options.onEnd?.(ended.count)
      },
    })
    this.#all.push(fault)
    this.#acting.add(fault)
    return fault
  }

  /** Whether there are none that may act. */
  get areNone(): boolean {
    return this.#acting.size === 0
  }

  /** What they make of this, each that has a part in it, in the order in which they were made. */
  meet(met: Met): Effect[] {
    return [...this.#acting].flatMap((fault) => fault.meet(met) ?? [])
  }

  /** What those that have never acted were for: a scene with one of them has shown nothing. */
  get unfired(): string[] {
    return this.#all.filter(({ count }) => count === 0).map(({ purpose }) => purpose)
  }
}
