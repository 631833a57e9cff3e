import { statSync } from 'node:fs'

interface Entry<T> {
  readonly value: T
  /** Of each file that the value was made of: when it was changed last, and its size. */
  readonly stamps: ReadonlyMap<string, string>
}

/** What was made of files, kept until one of them changes: an edit shows when the page is asked for again. */
export class FreshCache<T> {
  readonly #entries = new Map<string, Entry<T>>()
  readonly #sourcesOf: (value: T) => readonly string[]

  /** `sourcesOf`: the files that a value was made of, absolute, also such as were missing. */
  constructor(sourcesOf: (value: T) => readonly string[]) {
    this.#sourcesOf = sourcesOf
  }

  /** What is kept under the key, or else what `make` gives. */
  async get(key: string, make: () => Promise<T> | T): Promise<T> {
    const kept = this.#entries.get(key)
    if (kept !== undefined && [...kept.stamps].every(([path, stamp]) => stampOf(path) === stamp)) return kept.value
    const startedAt = Date.now()
    const value = await make()
    const sources = this.#sourcesOf(value)
    this.#entries.delete(key)
    // A file that was changed meanwhile may have been read before it was.
    if (sources.every((path) => changedAt(path) < startedAt))
      this.#entries.set(key, { value, stamps: new Map(sources.map((path) => [path, stampOf(path)])) })
    return value
  }
}

function stampOf(path: string): string {
  const { mtimeMs, size } = statSync(path, { throwIfNoEntry: false }) ?? { mtimeMs: 0, size: -1 }
  return `${mtimeMs} ${size}`
}

function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
