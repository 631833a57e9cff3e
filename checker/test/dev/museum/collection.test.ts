import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { catalog, isToldBy, readBelief } from '../../../src/catalog/index.ts'
import { exhibitsOf, nameOf } from '../../../src/dev/museum/exhibits.ts'
import { readFindings } from '../../../src/dev/museum/findings.ts'
import { crossingsOf, pairCount } from '../../../src/dev/museum/pairs.ts'
import { misconceptions } from '../../../src/dev/verify/misconceptions.ts'

const ROOT = resolve(import.meta.dirname, '../../../..')
const { exercises } = catalog(ROOT)
const lessons1To5 = exhibitsOf(
  ROOT,
  exercises.filter(({ number }) => number <= 5),
)

/** The variants of each belief, over all lessons. */
function variantsOf(beliefs: readonly string[]): string[] {
  return lessons1To5.filter(({ belief }) => beliefs.includes(belief)).map(({ variant }) => variant)
}

/**
 * What is forgotten in each lesson with promises of its own: a promise that nobody waits for, be it a missing await or an async
 * function given to forEach. It has a name in each, since what it does to Kafka differs.
 */
const FLOATING_PROMISES = ['forgotten-await', 'unawaited-send', 'floating-promise']

describe('the wrong programs of lessons 1 to 5', () => {
  test('are at least 80', () => {
    expect(lessons1To5.length).toBeGreaterThanOrEqual(80)
  })

  test('are each kept with how they are caught, in the words of their belief, and no others are', () => {
    expect(lessons1To5.filter(({ caught }) => !caught).map(nameOf)).toEqual([])
    for (const { belief, caught } of lessons1To5)
      expect(caught?.because).toSatisfy((text: string) => isToldBy(readBelief(ROOT, belief), text))
    const kept = exercises.flatMap((exercise) => Object.keys(readFindings(ROOT, exercise)))
    expect(kept).toHaveLength(exhibitsOf(ROOT, exercises).length)
  })

  // The commonest beliefs are those that the most exercises can name: there are more of them than ten.
  test('are at least two for each of the commonest beliefs, those that several exercises name', () => {
    const exercisesOf = new Map<string, Set<string>>()
    for (const { belief, exercise } of lessons1To5)
      exercisesOf.set(belief, (exercisesOf.get(belief) ?? new Set()).add(exercise.id))
    const commonest = [...exercisesOf].filter(([, of]) => of.size > 1).map(([belief]) => belief)
    expect(commonest.length).toBeGreaterThanOrEqual(10)
    const alone = commonest.filter((belief) => new Set(variantsOf([belief])).size < 2)
    expect(alone).toEqual([])
  })

  test('have a missing await and an async forEach, which are both floating promises, under each name of theirs', () => {
    for (const belief of FLOATING_PROMISES) {
      expect(variantsOf([belief]).filter((variant) => variant.includes('for-each'))).not.toEqual([])
      expect(variantsOf([belief]).filter((variant) => !variant.includes('for-each'))).not.toEqual([])
    }
  })

  test('are at least ten pairs that fail the same test for different beliefs', () => {
    const crossings = crossingsOf(lessons1To5)
    for (const { test: name, exhibits } of crossings) {
      expect(new Set(exhibits.map(({ belief }) => belief)).size).toBe(exhibits.length)
      expect(exhibits.map(({ caught }) => caught?.test)).toEqual(exhibits.map(() => name))
    }
    expect(pairCount(crossings)).toBeGreaterThanOrEqual(10)
  })
})

test('the page of misconceptions says what is kept', () => {
  expect(readFileSync(join(ROOT, 'docs/misconceptions.md'), 'utf8')).toBe(misconceptions(ROOT, exercises))
})

describe('pairs', () => {
  const [exercise] = exercises
  const caughtBy = (test: string) => ({ seed: 1, part: 1, test, saw: '', expected: '', because: '' })
  const exhibit = (belief: string, variant: string, test?: string) => ({
    exercise: exercise!,
    belief,
    variant,
    folder: '',
    caught: test === undefined ? undefined : caughtBy(test),
  })

  test('are of beliefs: more programs of one do not make more of them', () => {
    const crossings = crossingsOf([
      exhibit('a', '1', 'x'),
      exhibit('a', '2', 'x'),
      exhibit('b', '1', 'x'),
      exhibit('c', '1', 'x'),
      exhibit('a', '3', 'y'),
      exhibit('b', '2'),
    ])
    expect(crossings.map(({ test, exhibits }) => [test, ...exhibits.map(nameOf)])).toEqual([['x', 'a/1', 'b/1', 'c/1']])
    expect(pairCount(crossings)).toBe(3)
  })
})
