import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RECORDS, Recording } from '../../../src/dev/trust/recording.ts'
import type { Measured } from '../../../src/dev/trust/turns.ts'

let root: string
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'workshop-recording-'))))
afterEach(() => rmSync(root, { recursive: true }))

const one = (seed: number): Measured => ({
  provider: 'embedded',
  program: '03 solution',
  seed,
  loaded: false,
  verdict: 'passed',
  ms: 500,
  load: 1,
})

test('a measurement that was ended is gone on with, with its seed', () => {
  const begun = Recording.create(root, 7)
  begun.add(one(7))
  begun.add(one(8))
  const resumed = Recording.latest(root)
  expect(resumed.seed).toBe(7)
  expect(resumed.measured).toEqual([one(7), one(8)])
  resumed.add(one(9))
  expect(Recording.latest(root).measured).toEqual([one(7), one(8), one(9)])
})

test('a line that was cut off in the middle is measured again', () => {
  const begun = Recording.create(root, 7)
  begun.add(one(7))
  const [file = ''] = readdirSync(join(root, RECORDS))
  appendFileSync(join(root, RECORDS, file), '{"provider":"embed')
  const resumed = Recording.latest(root)
  resumed.add(one(8))
  expect(Recording.latest(root).measured).toEqual([one(7), one(8)])
})

test('where nothing was measured, there is nothing to go on with', () => {
  expect(() => Recording.latest(root)).toThrow('There is no measurement to go on with.')
})
