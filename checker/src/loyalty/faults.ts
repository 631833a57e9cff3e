import { type Fault, Faults, type Turn } from '../faults/index.ts'

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

/** What becomes of a credit besides waiting: it is answered with an error, or is done and nobody is told. */
export type CreditEnding =
  { readonly kind: 'reject'; readonly message: string } | { readonly kind: 'unavailable' } | { readonly kind: 'cut' }

/** Which credits a fault is meant for: those for which all holds that is said here. */
export interface CreditTrigger extends Turn {
  readonly process?: string
  readonly when?: (credit: Credit) => boolean
}

export type CreditFault = Fault<Credit, CreditEnding>

/** What a scene can do to the loyalty service. One that is held is done when it is released, unless its program has gone. */
export class CreditFaults extends Faults<Credit, CreditEnding, CreditTrigger> {
  constructor(note: (what: string) => void) {
    super({
      purposeOf: ({ process = 'any program' }) => `a credit of ${process}`,
      describe: ({ credit, process, purchaseId }) => `credit ${credit} of ${process}, for ${purchaseId}`,
      note,
    })
  }

  /** Keeps the next credit back, see `hold`. */
  holdNext(trigger: Omit<CreditTrigger, 'times'> = {}): CreditFault {
    return this.hold({ ...trigger, times: 1 })
  }

  /** Takes so long for each. */
  slow(ms: number, trigger: CreditTrigger = {}): CreditFault {
    return this.delay(trigger, ms)
  }

  /** Rejects for good, with this message: the purchase is wrong. */
  reject(message: string, trigger: CreditTrigger): CreditFault {
    return this.add(trigger, 'rejected', () => ({ kind: 'reject', message }))
  }

  /** Is down for those that match, until it is released: asking again may help. */
  down(trigger: CreditTrigger = {}): CreditFault {
    return this.add(trigger, 'was down for', () => ({ kind: 'unavailable' }))
  }

  /** Does what was asked, and cuts the connection in place of an answer. */
  cut(trigger: CreditTrigger): CreditFault {
    return this.add(trigger, 'cut the connection after', () => ({ kind: 'cut' }))
  }

  protected override isMeant({ process, when }: CreditTrigger, credit: Credit): boolean {
    return (process ?? credit.process) === credit.process && (when?.(credit) ?? true)
  }
}
