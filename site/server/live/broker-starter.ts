import { isWorkshopError, messageOf, startByHand, visible } from '#checker'
import type { Site } from '../site.ts'

const LINES_KEPT = 6

/** Starts the broker as `npm run broker start` does, one start at a time, and remembers what it said. */
export class BrokerStarter {
  readonly #site: Site
  #starting: Promise<void> | undefined
  #lines: readonly string[] = []

  constructor(site: Site) {
    this.#site = site
  }

  view(): { readonly starting: boolean; readonly lines: readonly string[] } {
    return { starting: this.#starting !== undefined, lines: this.#lines }
  }

  /** Resolves when it runs. Throws what the command would say. */
  async start(port: number): Promise<void> {
    this.#starting ??= this.#start(port).finally(() => (this.#starting = undefined))
    await this.#starting
  }

  async #start(port: number): Promise<void> {
    const { root, signal } = this.#site
    this.#lines = []
    const say = (line: string) => (this.#lines = [...this.#lines, visible(line)].slice(-LINES_KEPT))
    try {
      await startByHand({ root, port, say, signal })
      this.#lines = []
    } catch (error) {
      say(messageOf(error))
      if (isWorkshopError(error)) say(error.fix)
      throw error
    }
  }
}
