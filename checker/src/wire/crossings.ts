import type { Ending, Way, WireFaults } from './faults.ts'
import type { Pending } from './recorder.ts'

interface CrossingsOptions {
  readonly process: string
  readonly connection: number
  readonly faults: WireFaults
  /** Told when something that a crossing waited for rejects, or what it does throws. */
  readonly fail: (error: unknown) => void
}

/** How a crossing goes on: it passes, or ends as a fault wants it. */
interface Ways {
  readonly pass: () => void
  readonly end: (ending: Ending) => void
  /** What it waits for besides. */
  readonly waits?: readonly Promise<unknown>[]
}

/** Both directions of a connection: what crosses keeps its order, so behind something that waits all else waits too. */
export class Crossings {
  readonly #options: CrossingsOptions
  readonly #tails = new Map<Way, Promise<void>>()

  constructor(options: CrossingsOptions) {
    this.#options = options
  }

  /** Whether whatever comes next in this direction passes at once. */
  isFree(way: Way): boolean {
    return this.#options.faults.areNone && !this.#tails.has(way)
  }

  /** Asks the faults, and lets it pass or ends it: at once, or when all before it, and what it waits for, is done. */
  cross(way: Way, { request, produced }: Pending, { pass, end, waits = [] }: Ways): void {
    const { faults, process, connection, fail } = this.#options
    const met = faults.meet({ process, connection, way, request, produced })
    const act = () => (met.ending ? end(met.ending) : pass())
    const reasons = [...waits, ...met.waits]
    const before = this.#tails.get(way)
    if (reasons.length === 0 && !before) return act()
    const tail = Promise.all([before, ...reasons])
      .then(act)
      .catch(fail)
      .finally(() => {
        if (this.#tails.get(way) === tail) this.#tails.delete(way)
      })
    this.#tails.set(way, tail)
  }
}
