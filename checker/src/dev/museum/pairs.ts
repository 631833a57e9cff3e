import type { Exercise } from '../../catalog/index.ts'
import type { Exhibit } from './exhibits.ts'

/** A test at which several beliefs show. */
export interface Crossing {
  readonly exercise: Exercise
  readonly part: number
  readonly test: string
  /** A program for each belief whose programs this test catches first; at least two, by belief. */
  readonly exhibits: readonly Exhibit[]
}

/** The tests that catch programs of different beliefs: what they tell there shows that a failed test is not yet a diagnosis. */
export function crossingsOf(exhibits: readonly Exhibit[]): Crossing[] {
  const crossings = new Map<string, Crossing>()
  for (const exhibit of exhibits) {
    const { exercise, belief, caught } = exhibit
    if (!caught) continue
    const { part, test } = caught
    const key = `${exercise.id} ${part} ${test}`
    const known = crossings.get(key)?.exhibits ?? []
    if (known.some((other) => other.belief === belief)) continue
    crossings.set(key, { exercise, part, test, exhibits: [...known, exhibit] })
  }
  return [...crossings.values()].filter((crossing) => crossing.exhibits.length > 1)
}

/** How many pairs of beliefs meet at the same test, each pair counted once for a test. */
export function pairCount(crossings: readonly Crossing[]): number {
  return crossings.reduce((sum, { exhibits: { length } }) => sum + (length * (length - 1)) / 2, 0)
}
