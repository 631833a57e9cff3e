import { setTimeout } from 'node:timers/promises'
import { deferred } from '../timing/index.ts'

/** On which of the things that it is meant for a fault acts. */
export interface Turn {
  /** The first that it acts on, counted from 1. */
  readonly onCall?: number
  /** On how many it acts; left out: without end. */
  readonly times?: number
}

/** What a fault makes of a thing: it waits, or ends as `Ending` says. */
type Effect<Ending> = Wait | Ending

interface Wait {
  readonly kind: 'wait'
  readonly until: Promise<unknown>
}

interface FaultOptions<Met, Ending> {
  readonly turn: Turn
  readonly isMeant: (met: Met) => boolean
  readonly effect: () => Effect<Ending>
  /** What it does and to what, for people who are told that it never did. */
  readonly purpose: string
  /** Told of each that it acts on. */
  readonly onActed: (met: Met) => void
  readonly onEnd: (fault: Fault<Met, Ending>) => void
}

/** Something that a scene does to what its programs meet, by a rule that needs no clock and no luck. */
export class Fault<Met, Ending> {
  /** The first that it acted on. Pending for ever when there is none. */
  readonly first: Promise<Met>
  readonly #first = deferred<Met>()
  readonly #options: FaultOptions<Met, Ending>
  #met = 0
  #count = 0
  #isOver = false

  constructor(options: FaultOptions<Met, Ending>) {
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
  meet(met: Met): Effect<Ending> | undefined {
    const { turn, isMeant, effect, onActed } = this.#options
    const { onCall = 1, times = Infinity } = turn
    if (this.#isOver || !isMeant(met)) return undefined
    this.#met += 1
    if (this.#met < onCall || this.#met >= onCall + times) return undefined
    this.#count += 1
    onActed(met)
    this.#first.resolve(met)
    return effect()
  }
}

/** How people are told of the faults of a place. */
export interface Words<Met, Trigger> {
  /** What a fault is for: `OffsetCommit request of worker`. */
  readonly purposeOf: (trigger: Trigger) => string
  /** What it acted on. */
  readonly describe: (met: Met) => string
  /** Told of all that faults do, in a few words. */
  readonly note: (what: string) => void
}

/**
 * The faults of one place where programs meet something of ours: which act, and which never did. `Ending`: the ways in which
 * a thing that is met can end there, besides waiting.
 */
export abstract class Faults<Met, Ending extends { readonly kind: string }, Trigger extends Turn> {
  readonly #all: Fault<Met, Ending>[] = []
  readonly #acting = new Set<Fault<Met, Ending>>()
  readonly #words: Words<Met, Trigger>

  constructor(words: Words<Met, Trigger>) {
    this.#words = words
  }

  /** Whether a fault is meant for it: all holds that its trigger says. */
  protected abstract isMeant(trigger: Trigger, met: Met): boolean

  /** Keeps what matches back from now on, until the fault is released. */
  hold(trigger: Trigger): Fault<Met, Ending> {
    const released = deferred<true>()
    const wait = { kind: 'wait', until: released.promise } as const
    return this.add(
      trigger,
      'held',
      () => wait,
      (count) => {
        this.onReleased(trigger, count)
        released.resolve(true)
      },
    )
  }

  /** Keeps each that matches back for so long. */
  delay(trigger: Trigger, ms: number): Fault<Met, Ending> {
    return this.add(trigger, `kept back for ${ms} ms`, () => ({ kind: 'wait', until: setTimeout(ms) }))
  }

  /** Whether there are none that may act. */
  get areNone(): boolean {
    return this.#acting.size === 0
  }

  /** What becomes of it: what it waits for, and the first ending that a fault has for it, in the order in which they were made. */
  meet(met: Met): { readonly waits: readonly Promise<unknown>[]; readonly ending: Ending | undefined } {
    const effects = [...this.#acting].flatMap((fault) => fault.meet(met) ?? [])
    return {
      waits: effects.flatMap((effect) => (isWait(effect) ? [effect.until] : [])),
      ending: effects.find((effect): effect is Ending => !isWait(effect)),
    }
  }

  /** What those that have never acted were for: a scene with one of them has shown nothing. */
  get unfired(): string[] {
    return this.#all.filter(({ count }) => count === 0).map(({ purpose }) => purpose)
  }

  /** `did`: what it does, in the past: `held`, `cut`. */
  protected add(
    trigger: Trigger,
    did: string,
    effect: () => Effect<Ending>,
    onEnd: (count: number) => void = () => undefined,
  ): Fault<Met, Ending> {
    const { purposeOf, describe, note } = this.#words
    const fault = new Fault<Met, Ending>({
      turn: trigger,
      isMeant: (met) => this.isMeant(trigger, met),
      effect,
      purpose: `${did}: ${purposeOf(trigger)}`,
      onActed: (met) => note(`${did} ${describe(met)}`),
      onEnd: (ended) => {
        this.#acting.delete(ended)
        onEnd(ended.count)
      },
    })
    this.#all.push(fault)
    this.#acting.add(fault)
    return fault
  }

  /** That a hold is over, and how many it has kept back. */
  protected onReleased(_trigger: Trigger, _count: number): void {
    // Only where what is held crosses something is that worth a note.
  }
}

function isWait<Ending extends { readonly kind: string }>(effect: Effect<Ending>): effect is Wait {
  return effect.kind === 'wait'
}
