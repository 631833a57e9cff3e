/** A stretch of a command's time, in milliseconds from the start of its process. Phases may overlap. */
export interface Phase {
  readonly what: string
  readonly from: number
  readonly to: number
}

/** Where the time of a command goes. */
export class Phases {
  #phases: Phase[] = []

  /** Notes that `work` is going on from now until it settles, and gives it back. */
  during<T>(what: string, work: Promise<T>): Promise<T> {
    const from = performance.now()
    const note = () => this.#phases.push({ what, from, to: performance.now() })
    work.then(note, note)
    return work
  }

  /** Notes that something was going on since `from`. */
  since(what: string, from: number): void {
    this.#phases.push({ what, from, to: performance.now() })
  }

  /** For who goes on for long: what comes is noted from now on. */
  forget(): void {
    this.#phases = []
  }

  /** In the order in which they began. */
  get all(): readonly Phase[] {
    return this.#phases.toSorted((a, b) => a.from - b.from)
  }
}

/** What took less is no place where time went. */
const LEAST_MS = 1

/** A line for each phase, to be printed below each other; times are from `origin` on, by default from the start of the process. */
export function phaseLines(phases: readonly Phase[], origin = 0): string[] {
  const ms = (time: number) => String(Math.round(time - origin)).padStart(6)
  return phases
    .filter(({ from, to }) => to - from >= LEAST_MS)
    .map(({ what, from, to }) => `${ms(from)} –${ms(to)} ms  ${what} (${Math.round(to - from)} ms)`)
}
