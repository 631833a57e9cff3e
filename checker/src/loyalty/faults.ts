import { setTimeout } from 'node:timers/promises'
import { type Fault, Faults, type Turn } from '../faults/index.ts'
import { deferred } from '../timing/index.ts'

/** A credit that a program asked for. */
export interface Credit {
  /** Counts the credits of the scene from 1. */
  readonly credit: number
  readonly process: string
  /** Of the purchase, as far as the program said them; empty where it did not. */
  readonly purchaseId: string
  readonly customer: string
  /** The idempotency key; null where it gave none. */
  readonly key: string | null
}

/** What becomes of a credit: it waits, is answered with an error, or is done and nobody is told. */
export type CreditEffect =
  | { readonly kind: 'wait'; readonly until: Promise<unknown> }
  | { readonly kind: 'reject'; readonly message: string }
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'cut' }

/** Which credits a fault is meant for: those for which all holds that is said here. */
export interface CreditTrigger extends Turn {
  readonly process?: string
  readonly when?: (credit: Credit) => boolean
}

export type CreditFault = Fault<Credit, CreditEffect>

/** What a scene can do to the loyalty service. */
export class CreditFaults extends Faults<Credit, CreditEffect> {
  readonly #note: (what: string) => void

  constructor(note: (what: string) => void) {
    super()
    this.#note = note
  }

  /** Keeps credits back, undone, until it is released: then each is done unless its program has gone. */
  hold(trigger: CreditTrigger = {}): CreditFault {
    const released = deferred<true>()
    const wait = { kind: 'wait', until: released.promise } as const
    return this.#fault(
      trigger,
      'held',
      () => wait,
      () => released.resolve(true),
    )
  }

  /** Keeps the next credit back, see `hold`. */
  holdNext(trigger: Omit<CreditTrigger, 'times'> = {}): CreditFault {
    return this.hold({ ...trigger, times: 1 })
  }

  /** Takes so long for each. */
  slow(ms: number, trigger: CreditTrigger = {}): CreditFault {
    return this.#fault(trigger, `kept back for ${ms} ms`, () => ({ kind: 'wait', until: setTimeout(ms) }))
  }

  /** Rejects for good, with this message: the purchase is wrong. */
  reject(message: string, trigger: CreditTrigger): CreditFault {
    return this.#fault(trigger, 'rejected', () => ({ kind: 'reject', message }))
  }

  /** Is down for those that match, until it is released: asking again may help. */
  down(trigger: CreditTrigger = {}): CreditFault {
    return this.#fault(trigger, 'was down for', () => ({ kind: 'unavailable' }))
  }

  /** Does what was asked, and cuts the connection in place of an answer. */
  cut(trigger: CreditTrigger): CreditFault {
    return this.#fault(trigger, 'cut the connection after', () => ({ kind: 'cut' }))
  }

  #fault(trigger: CreditTrigger, did: string, effect: () => CreditEffect, onEnd?: () => void): CreditFault {
    const { process, when, onCall, times } = trigger
    return this.add({
      ...(onCall !== undefined && { onCall }),
      ...(times !== undefined && { times }),
      isMeant: (credit) => (process ?? credit.process) === credit.process && (when?.(credit) ?? true),
      effect,
      purpose: `${did}: a credit of ${process ?? 'any program'}`,
      onActed: ({ credit, process: asker, purchaseId }) =>
        this.#note(`${did} credit ${credit} of ${asker}, for ${purchaseId}`),
      ...(onEnd && { onEnd }),
    })
  }
}
