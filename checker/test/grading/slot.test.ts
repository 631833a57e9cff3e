import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeBundle } from '../../launch/bundle.mjs'
import { freshBundle } from '../../launch/freshness.mjs'
import type { GradingContext } from '../../src/grading/context.ts'
import { compileHiddenTests } from '../../src/grading/thread/hidden-tests.ts'
import { Slot } from '../../src/grading/thread/slot.ts'
import type { HiddenTestResult } from '../../src/grading/thread/messages.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const EXERCISE = '99-anything'
const BROKEN = '98-broken'
const EMPTY = '97-empty'

describe('a slot', () => {
  const root = mkdtempSync(join(tmpdir(), 'workshop-slot-'))
  const hidden = join(root, 'checker', 'hidden', EXERCISE)
  let slot: Slot

  beforeAll(async () => {
    for (const exercise of [EXERCISE, BROKEN, EMPTY])
      mkdirSync(join(root, 'checker', 'hidden', exercise), { recursive: true })
    writeFileSync(
      join(root, 'checker', 'hidden', BROKEN, 'x.test.ts'),
      `import { test } from 'vitest'
       test('waits', () => new Promise((resolve) => {
         setImmediate(() => { resolve(); throw new Error('nobody caught this') })
       }))`,
    )
    const { entries } = (await freshBundle(ROOT)) ?? (await makeBundle(ROOT))
    slot = new Slot(entries['checker/src/grading/thread/worker.ts'] ?? '')
  })
  afterAll(async () => {
    await slot[Symbol.asyncDispose]()
    rmSync(root, { recursive: true, force: true })
  })

  function write(name: string, text: string): void {
    writeFileSync(join(hidden, name), text)
  }

  async function play(
    exercise: string,
    { seed = 1, onTest }: { seed?: number; onTest?: (test: HiddenTestResult) => void },
  ) {
    const context = { root, exercise, seed } as GradingContext
    return slot.run(await compileHiddenTests(root, exercise), context, onTest)
  }

  async function run(seed: number): Promise<Record<string, string>> {
    const { tests, errors } = await play(EXERCISE, { seed })
    expect(errors).toEqual([])
    return Object.fromEntries(tests.map(({ name, state }) => [name, state]))
  }

  it('runs the tests of an exercise again and again, each time with its own context', async () => {
    write('answer.ts', 'export const answer = 42')
    write(
      'one.test.ts',
      `import { expect, inject, test } from 'vitest'
       import { answer } from './answer.ts'
       test('knows the answer', () => expect(answer).toBe(42))
       test('is given seed 2', () => expect(inject('workshop').seed).toBe(2))`,
    )
    expect(await run(1)).toEqual({ 'knows the answer': 'passed', 'is given seed 2': 'failed' })
    expect(await run(2)).toEqual({ 'knows the answer': 'passed', 'is given seed 2': 'passed' })
  })

  it('runs what was edited as it is now, also what a test imports', async () => {
    write('answer.ts', 'export const answer = 43')
    expect(await run(2)).toEqual({ 'knows the answer': 'failed', 'is given seed 2': 'passed' })
  })

  it('tells an error that no test caught, and runs on', async () => {
    const { errors } = await play(BROKEN, {})
    expect(errors.join()).toMatch(/nobody caught this/)
    expect(await run(2)).toEqual({ 'knows the answer': 'failed', 'is given seed 2': 'passed' })
  })

  it('says that there is nothing to run', async () => {
    const { errors } = await play(EMPTY, {})
    expect(errors).toEqual([`no hidden test of ${EMPTY} was run`])
  })

  it('tells each test as it ends, while others still run', async () => {
    const told: string[] = []
    write(
      'one.test.ts',
      `import { existsSync } from 'node:fs'
       import { test } from 'vitest'
       test('is quick', () => undefined)
       test('waits until the other was told', async () => {
         while (!existsSync(${JSON.stringify(join(hidden, 'told'))})) await new Promise((resolve) => setTimeout(resolve, 5))
       })`,
    )
    const onTest = ({ name, state }: HiddenTestResult) => {
      told.push(`${name}: ${state}`)
      write('told', '')
    }
    await play(EXERCISE, { onTest })
    expect(told).toEqual(['is quick: passed', 'waits until the other was told: passed'])
  })
})
