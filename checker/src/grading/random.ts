import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Numbers drawn from a seed: the same seed and the same name draw the same numbers, whatever else a run draws. */
export class Random {
  readonly #generator

  /** `name` keeps the draws of one scene apart from those of another. */
  constructor(seed: number, name: string) {
    let mixed = seed | 0
    for (const character of name) mixed = Math.imul(mixed ^ character.charCodeAt(0), 0x01000193)
    this.#generator = xoroshiro128plus(mixed)
  }

  /** A whole number, both ends included. */
  integer(from: number, to: number): number {
    return uniformInt(this.#generator, from, to)
  }

  /** One of `items`, which must not be empty. */
  pick<T>(items: readonly T[]): T {
    return items[this.integer(0, items.length - 1)] as T
  }

  /** A copy in another order. */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items]
    for (let last = shuffled.length - 1; last > 0; last -= 1) {
      const other = this.integer(0, last)
      ;[shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T]
    }
    return shuffled
  }
}
