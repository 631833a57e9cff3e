import { type Lease, type WarmProvider, leaseBroker } from '../../broker/index.ts'
import type { Bundle } from '../../grading/bundle.ts'
import { Grader } from '../../grading/grader.ts'
import { settlesWithin } from '../../timing/index.ts'

/** Programs get two seconds to end, and what they left on the broker ends with it. */
const END_LIMIT_MS = 10_000

export interface StandOptions {
  readonly root: string
  readonly bundle: Bundle
  readonly say: (line: string) => void
  readonly signal?: AbortSignal
}

/** A broker of its own, and graders on it that work side by side. */
export class Stand {
  readonly graders: readonly Grader[]
  readonly lease: Lease
  readonly #signal: AbortSignal | undefined
  #ended: Promise<void> | undefined

  private constructor(lease: Lease, graders: readonly Grader[], signal: AbortSignal | undefined) {
    this.lease = lease
    this.graders = graders
    this.#signal = signal
  }

  /** Throws as `leaseBroker` does. */
  static async open(options: StandOptions, provider: WarmProvider, sideBySide: number): Promise<Stand> {
    const env = { ...process.env, WORKSHOP_BROKER: provider, WORKSHOP_WARM_MINUTES: '0' }
    const lease = await leaseBroker({ ...options, env })
    const graders = Array.from({ length: sideBySide }, () => Grader.sharing(options, Promise.resolve(lease)))
    return new Stand(lease, graders, options.signal)
  }

  /** Ends all at once, in the middle of a grading too: graders that do not end in time go with their broker. */
  async end(): Promise<void> {
    return await (this.#ended ??= this.#end((grader) => settlesWithin(grader.end(), END_LIMIT_MS)))
  }

  /** Ends it when nothing is graded any more: nothing of it stays in this process. After Ctrl-C others may still grade: as `end`. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#signal?.aborted) return this.end()
    return await (this.#ended ??= this.#end((grader) => grader[Symbol.asyncDispose]()))
  }

  async #end(endOne: (grader: Grader) => Promise<unknown>): Promise<void> {
    await Promise.allSettled(this.graders.map(endOne))
    await this.lease[Symbol.asyncDispose]()
  }
}
