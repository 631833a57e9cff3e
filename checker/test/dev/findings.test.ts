import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ExerciseResult } from '../../src/report/index.ts'
import { findingsFile, readFindings } from '../../src/dev/museum/findings.ts'
import type { Examined } from '../../src/dev/verify/examine.ts'
import { isSaidAlike, renewFindings, staleFindings } from '../../src/dev/verify/findings.ts'

const exercise = { id: '14-topic', slug: 'topic', number: 14, title: 'Topic', parts: [] }
const BELIEF = `# No key

{{count}} have no key (of {{total}}).

[The lesson](../../lessons/14-topic/lesson.md#keys)
`

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'workshop-findings-'))
  for (const folder of ['checker/hidden/14-topic', 'checker/beliefs'])
    mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, 'checker/beliefs/no-key.md'), BELIEF)
})
afterEach(() => rmSync(root, { recursive: true }))

const finding = (more: { saw?: string; because?: string } = {}) => ({
  belief: 'no-key',
  believed: 'No key',
  saw: '3 of 9 records have no key: p-1',
  expected: 'a key',
  because: '3 have no key (of 9).',
  lesson: 'lessons/14-topic/lesson.md#keys',
  ...more,
})

/** What came of a wrong program that fails `test`, with a seed each. */
function examined(
  variant: string,
  ...runs: { seed?: number; test?: string; others?: string[]; saw?: string; because?: string }[]
): Examined {
  const results = runs.map(({ seed = 1, test: name = 'has keys', others = [], ...more }) => {
    const shared = { part: 1, points: 1, ms: 1 }
    const failed = { ...shared, name, status: 'fail', finding: finding(more) }
    const passed = others.map((other) => ({ ...shared, name: other, status: 'pass' }))
    return { seed, tests: [failed, ...passed], headline: { ...finding(more), test: name, part: 1 } }
  })
  const name = `14-topic wrong/no-key/${variant}`
  const source = { kind: 'from', dir: '/tmp/of-ours' } as const
  const specimen = { name, exercise, source, kind: 'wrong', belief: 'no-key' } as const
  return { specimen, results: results as unknown as ExerciseResult[], named: ['no-key'], complaints: [] }
}

const renew = (...all: Examined[]) => renewFindings(root, exercise, all)
const stale = (...all: Examined[]) => staleFindings(root, exercise, all, { underWay: false })
const kept = () => readFindings(root, exercise)

describe('how wrong programs are caught', () => {
  test('is kept with the numbers of a run, and stays as it is while only those change', () => {
    renew(examined('left-out', { seed: 5 }))
    expect(kept()['no-key/left-out']).toMatchObject({ seed: 5, part: 1, test: 'has keys' })
    const before = readFileSync(findingsFile(root, exercise), 'utf8')
    const later = examined('left-out', {
      seed: 6,
      saw: '1 of 4 records have no key: p-7, and more; the program ended',
      because: '1 have no key (of 4).',
    })
    expect(stale(later)).toEqual([])
    renew(later)
    expect(readFileSync(findingsFile(root, exercise), 'utf8')).toBe(before)
  })

  test('is of the test that the most seeds fail', () => {
    const by = { test: 'is in order', others: ['has keys'] }
    renew(examined('left-out', { ...by, seed: 1 }, { seed: 2 }, { seed: 3 }))
    expect(kept()['no-key/left-out']).toMatchObject({ seed: 2, test: 'has keys' })
  })

  test('names the places in a program as its learner is told them', () => {
    renew(examined('left-out', { saw: 'Error (/tmp/of-ours/producer.ts:3:1)' }))
    expect(kept()['no-key/left-out']?.saw).toBe('Error (exercises/14-topic/producer.ts:3:1)')
  })

  test.each([
    ['a test that was renamed', examined('left-out', { test: 'every record has its key' })],
    ['other words', examined('left-out', { saw: 'no record has a key' })],
    ['a program that is new', [examined('left-out', {}), examined('null', {})]],
    ['a program that is gone', []],
  ])('is stale for %s, and --docs mends it', (_, now) => {
    renew(examined('left-out', {}))
    const all = [now].flat()
    expect(stale(...all)).toEqual([expect.stringMatching(/^14-topic: how wrong\/no-key\/\S+ is caught .*-- --docs$/)])
    renew(...all)
    expect(stale(...all)).toEqual([])
  })

  test('is stale when its belief is told in other words', () => {
    renew(examined('left-out', {}))
    writeFileSync(join(root, 'checker/beliefs/no-key.md'), BELIEF.replace('have', 'are sent without'))
    expect(stale(examined('left-out', { because: '3 are sent without no key (of 9).' }))).toHaveLength(1)
  })

  test('may come from a test that another comes before with this seed', () => {
    renew(examined('left-out', {}))
    expect(stale(examined('left-out', { test: 'is in order', others: ['has keys'] }))).toEqual([])
  })

  test('is not asked for while an exercise that keeps nothing is being written', () => {
    expect(staleFindings(root, exercise, [examined('left-out', {})], { underWay: true })).toEqual([])
    expect(stale(examined('left-out', {}))).toHaveLength(1)
  })
})

describe('two findings are said alike', () => {
  const alike = (one: string, other: string) => isSaidAlike({ saw: one, expected: 'x' }, { saw: other, expected: 'x' })

  test.each([
    ['5 of 5 not there: p-1 to returns', '5 of 5 not there: p-2 to purchases; the program ended'],
    ['m-9, which fails 2 times, with a limit', 'm-3, which fails 1 time, with a limit'],
    ['the records of Ghent lie on partitions 0, 1', 'the records of Namur lie on partitions 0, 1, 2'],
    ['a receipt reads “{}”', 'a receipt reads “null”'],
  ])('as %j and %j', (one, other) => expect(alike(one, other)).toBe(true))

  test.each([
    ['5 of 5 not there', '5 of 5 there'],
    ['it still runs', 'it has ended'],
  ])('and not as %j and %j', (one, other) => expect(alike(one, other)).toBe(false))
})
