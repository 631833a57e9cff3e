import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeBundle } from '../../launch/bundle.mjs'
import { freshBundle } from '../../launch/freshness.mjs'
import { catalog } from '../../src/catalog/index.ts'
import { type Specimen, collectSpecimens } from '../../src/dev/verify/specimens.ts'
import { BELIEFS_SEEN_FILE } from '../../src/grading/beliefs-seen.ts'
import { definitionOf } from '../../src/grading/bundle.ts'
import { Grader } from '../../src/grading/grader.ts'
import { linesOf } from '../../src/grading/run-notes.ts'
import { allSizesOf } from '../../src/grading/sizes.ts'
import { testBroker } from '../support/broker.ts'
import { ROOT } from './harness/place.ts'

/** Correct programs that are not like ours, one of each exercise. */
const RIGHT = { '03': 'one-batch', '04': 'batch-by-hand', '05': 'batch-by-hand' } as const
const SEED = 4_711

const folder = mkdtempSync(join(tmpdir(), 'workshop-least-'))
let grader: Grader
let specimens: readonly Specimen[]

beforeAll(async () => {
  const bundle = (await freshBundle(ROOT)) ?? (await makeBundle(ROOT))
  const exercises = Object.keys(RIGHT).map((number) => catalog(ROOT).find(number))
  const all = exercises.map(async (exercise) =>
    collectSpecimens(ROOT, exercise, await definitionOf(bundle, exercise), folder),
  )
  specimens = (await Promise.all(all)).flat()
  const env = { ...process.env, WORKSHOP_BROKER: testBroker() }
  grader = Grader.create({ root: ROOT, bundle, env, say: () => undefined })
})
afterAll(async () => {
  await grader[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const cases = Object.entries(RIGHT).flatMap(([number, right]) => [
  [number, 'solution'],
  [number, `right/${right}`],
])

test.each(cases)('with the least of everything in a scene, %s %s passes, and no rule fires', async (number, name) => {
  const specimen = specimens.find((one) => one.name.startsWith(`${number}-`) && one.name.endsWith(` ${name}`))
  if (!specimen) throw new Error(`no specimen ${number} ${name}`)
  expect((await grader.grade({ ...specimen, seed: SEED })).status).toBe('passed')
  const sizes = allSizesOf(grader.runFolder ?? '')
  const scenes = [...new Set(sizes.map(({ scene }) => scene))]
  expect(scenes).not.toEqual([])
  for (const scene of scenes) {
    const own = sizes.filter((size) => size.scene === scene)
    const least = Object.fromEntries(own.map((size) => [size.what, size.least]))
    const result = await grader.grade({ ...specimen, seed: SEED, smaller: { scene, sizes: least } })
    const judged = result.tests.filter(({ status, detail }) => status !== 'skipped' || detail !== 'another scene')
    expect(judged, scene).not.toEqual([])
    const notPassed = judged.filter(({ status }) => status !== 'pass')
    expect(notPassed.map((one) => [one.name, one.finding?.saw ?? one.detail])).toEqual([])
    expect(beliefsSeenIn(grader.runFolder ?? ''), scene).toEqual([])
  }
})

function beliefsSeenIn(runFolder: string): string[] {
  return linesOf(runFolder, BELIEFS_SEEN_FILE).flatMap(
    (line) => (JSON.parse(line) as { beliefs: readonly string[] }).beliefs,
  )
}
