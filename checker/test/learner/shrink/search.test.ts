import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Size } from '../../../src/grading/sizes.ts'
import { type Sizes, search } from '../../../src/learner/shrink/search.ts'

const size = (what: string, taken: number, least = 0): Size => ({ scene: 'a scene', what, taken, least })
const never = { isOver: () => false }

/** A finding that shows where `holds`; what was tried is kept. */
function finding(holds: (sizes: Sizes) => boolean) {
  const tried: Sizes[] = []
  return {
    tried,
    attempt: (sizes: Sizes) => {
      tried.push(sizes)
      return Promise.resolve(holds(sizes) ? sizes : undefined)
    },
  }
}

describe('the search for a smaller run', () => {
  test('takes one try where the least of everything shows it', async () => {
    const { attempt } = finding(() => true)
    const { smallest, tries, complete } = await search(
      [size('purchases', 30, 2), size('workers', 2, 1)],
      attempt,
      never,
    )
    expect({ sizes: smallest?.sizes, tries, complete }).toEqual({
      sizes: { purchases: 2, workers: 1 },
      tries: 1,
      complete: true,
    })
  })

  test('finds the smallest number by halves', async () => {
    const { attempt, tried } = finding(({ purchases = 0 }) => purchases >= 7)
    const { smallest, tries } = await search([size('purchases', 32, 1)], attempt, never)
    expect(smallest?.sizes).toEqual({ purchases: 7 })
    expect(tries).toBeLessThanOrEqual(7)
    expect(tried).toHaveLength(tries)
  })

  test('goes on until none can be made less by itself', async () => {
    // With fewer workers, fewer purchases will do.
    const { attempt } = finding(({ purchases = 0, workers = 0 }) => workers >= 1 && purchases >= 3 * workers)
    const { smallest } = await search([size('purchases', 20), size('workers', 3)], attempt, never)
    expect(smallest?.sizes).toEqual({ purchases: 3, workers: 1 })
  })

  test('says when nothing smaller shows it', async () => {
    const { attempt } = finding(() => false)
    expect(await search([size('purchases', 4, 1)], attempt, never)).toMatchObject({
      smallest: undefined,
      complete: true,
    })
  })

  test('tries nothing where all is at its least', async () => {
    const { attempt, tried } = finding(() => true)
    expect(await search([size('purchases', 1, 1)], attempt, never)).toMatchObject({
      smallest: undefined,
      complete: true,
    })
    expect(tried).toEqual([])
  })

  test('ends when its time is over, with the smallest so far, and says that it did', async () => {
    const { attempt, tried } = finding(({ purchases = 0 }) => purchases >= 7)
    const found = await search([size('purchases', 1_000, 1)], attempt, { isOver: () => tried.length === 4 })
    expect(found).toMatchObject({ tries: 4, complete: false })
    expect(found.smallest?.sizes.purchases).toBeLessThan(1_000)
  })

  test('whatever shows it, the result shows it, and is no larger than the beginning', async () => {
    const sizes = fc.array(
      fc.record({ taken: fc.integer({ min: 0, max: 40 }), least: fc.integer({ min: 0, max: 3 }) }),
      {
        maxLength: 4,
      },
    )
    await fc.assert(
      fc.asyncProperty(
        sizes,
        fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 4, maxLength: 4 }),
        async (some, needed) => {
          const begin = some.map(({ taken, least }, index) => size(`size ${index}`, Math.max(taken, least), least))
          const holds = (wanted: Sizes) =>
            begin.every(
              ({ what }, index) => (wanted[what] ?? 0) >= Math.min(needed[index] ?? 0, begin[index]?.taken ?? 0),
            )
          const { smallest, complete } = await search(begin, finding(holds).attempt, never)
          expect(complete).toBe(true)
          if (!smallest) return
          expect(holds(smallest.sizes)).toBe(true)
          for (const { what, taken, least } of begin) {
            expect(smallest.sizes[what]).toBeLessThanOrEqual(taken)
            const less = { ...smallest.sizes, [what]: (smallest.sizes[what] ?? 0) - 1 }
            if ((less[what] ?? 0) >= least) expect(holds(less)).toBe(false)
          }
        },
      ),
    )
  })
})
