import { randomUUID } from 'node:crypto'
import { type Exercise, deferred } from '#checker'
import type { Html } from '../layout.ts'

/** What a page is told of a check, with the HTML for its place there. */
export interface CheckEvent {
  /** From 1, without gaps. */
  readonly id: number
  /**
   * `state`: the line above all, the last one is the verdict. `begun`: the parts, still without tests. `test`: one has ended.
   * `verdict`: all of it, in place of what was there; nothing follows.
   */
  readonly name: 'state' | 'begun' | 'test' | 'verdict'
  readonly html: Html
}

/** One check of the learner's programs, and all that was told of it: who comes late is told it from the start. */
export class Check {
  readonly id = randomUUID()
  readonly exercise: Exercise
  /** The part that alone was asked for; undefined: all. */
  readonly part: number | undefined
  readonly #events: CheckEvent[] = []
  #more = deferred<undefined>()

  constructor(exercise: Exercise, part: number | undefined) {
    this.exercise = exercise
    this.part = part
  }

  /** Whether there is nothing more to come. */
  get isOver(): boolean {
    return this.#events.at(-1)?.name === 'verdict'
  }

  /** How many events there are so far. */
  get told(): number {
    return this.#events.length
  }

  tell(name: CheckEvent['name'], html: Html): void {
    this.#events.push({ id: this.#events.length + 1, name, html })
    this.#more.resolve(undefined)
    this.#more = deferred()
  }

  /** The events behind number `last`, those that are there and those that come, to the end of the check. */
  async *eventsAfter(last: number): AsyncGenerator<CheckEvent> {
    for (let next = last; ; next += 1) {
      while (next >= this.#events.length) {
        if (this.isOver) return
        await this.#more.promise
      }
      const event = this.#events[next]
      if (event) yield event
    }
  }
}
