import type { Lease } from '../broker/index.ts'
import type { EnvironmentError } from '../errors/index.ts'

export interface HeldBrokerOptions {
  /** Leases one. */
  readonly lease: () => Promise<Lease>
  /** A lease that is somebody else's to give back. */
  readonly shared?: Promise<Lease> | undefined
  /** Called when a broker died under its lease. */
  readonly onDied: (why: EnvironmentError, leasing: Promise<Lease>) => Promise<void>
}

/** The broker that a grader has, or had, or is to have: leased when it is first needed, and anew after it was given back. */
export class HeldBroker {
  readonly #options: HeldBrokerOptions
  #leasing: Promise<Lease> | undefined
  /** Why leases ended before their time. */
  readonly #died = new WeakMap<Lease, EnvironmentError>()

  constructor(options: HeldBrokerOptions) {
    this.#options = options
    this.#leasing = options.shared && this.#watched(options.shared)
  }

  /** The lease; undefined while nothing needed a broker. */
  get lease(): Promise<Lease> | undefined {
    return this.#leasing
  }

  /** Whether it grades on somebody else's lease. */
  get shared(): boolean {
    return this.#options.shared !== undefined
  }

  /** The lease that there is, or that begins now. */
  async take(): Promise<Lease> {
    return (this.#leasing ??= this.#watched(this.#options.lease()))
  }

  /** Gives the broker back, unless it is shared: the next that needs one leases anew. For one that died, or does not answer any more. */
  async giveBack(): Promise<void> {
    const leasing = this.#leasing
    this.#leasing = undefined
    const lease = await leasing?.catch(() => undefined)
    if (!this.shared) await lease?.[Symbol.asyncDispose]()
  }

  /** Why a lease ended before its time; undefined as long as it has not. */
  deathOf(lease: Lease): EnvironmentError | undefined {
    return this.#died.get(lease)
  }

  #watched(leasing: Promise<Lease>): Promise<Lease> {
    const noteDeath = async (lease: Lease) => {
      const why = await lease.failed
      this.#died.set(lease, why)
      await this.#options.onDied(why, leasing)
    }
    // That there is none is told by the first grading.
    leasing.then(noteDeath).catch(() => undefined)
    return leasing
  }
}
