interface Part {
  readonly source: string
  readonly text: string
  readonly version: number
}

/** What somebody gets who has seen the board as it was: what stands there now, and what has gone. */
export interface BoardChange {
  readonly version: number
  /** JSON: `{"whole":…,"set":{name: part},"gone":[name]}`. `whole`: nothing but this stands there. */
  readonly text: string
}

/** Names that are gone and still told; whoever was away for longer gets the whole board. */
const GONE_KEPT = 1_000

/**
 * The parts of the live page by name, each a JSON value, in one place for all who look. A change is told by version: whoever is
 * slow, or comes back, gets all that changed since in one piece, and nothing waits for them.
 */
export class Board {
  #version = 0
  #oldestKnown = 0
  readonly #parts = new Map<string, Part>()
  readonly #gone = new Map<string, number>()
  readonly #waiting = new Set<() => void>()

  /** Takes what a source has to show now; parts that it showed before and that are not among them are gone. */
  update(source: string, parts: ReadonlyMap<string, unknown>): void {
    const version = this.#version + 1
    let changed = false
    for (const [name, value] of parts) {
      const text = JSON.stringify(value)
      if (this.#parts.get(name)?.text === text) continue
      this.#parts.set(name, { source, text, version })
      this.#gone.delete(name)
      changed = true
    }
    for (const [name, part] of this.#parts) {
      if (part.source !== source || parts.has(name)) continue
      this.#parts.delete(name)
      this.#gone.set(name, version)
      changed = true
    }
    if (!changed) return
    this.#version = version
    this.#forgetOldest()
    for (const wake of [...this.#waiting]) wake()
  }

  /** What has changed since a version; 0: all that stands there. */
  since(version: number): BoardChange {
    const whole = version === 0 || version < this.#oldestKnown
    const set = [...this.#parts]
      .filter(([, part]) => whole || part.version > version)
      .map(([name, { text }]) => `${JSON.stringify(name)}:${text}`)
    const gone = whole ? [] : [...this.#gone].filter(([, at]) => at > version).map(([name]) => name)
    const text = `{"whole":${whole},"set":{${set.join(',')}},"gone":${JSON.stringify(gone)}}`
    return { version: this.#version, text }
  }

  /** Resolves when something is newer than that version, or the signal ends the wait. */
  async changed(version: number, signal: AbortSignal): Promise<void> {
    if (this.#version > version || signal.aborted) return
    await new Promise<void>((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      this.#waiting.add(wake)
      signal.addEventListener('abort', wake)
    })
  }

  #forgetOldest(): void {
    for (const [name, at] of this.#gone) {
      if (this.#gone.size <= GONE_KEPT) return
      this.#gone.delete(name)
      this.#oldestKnown = at
    }
  }
}
