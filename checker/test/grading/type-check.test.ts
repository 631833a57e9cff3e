import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { typeCheck } from '../../src/grading/type-check.ts'
import { processesNaming } from '../e2e/harness/leftovers.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'workshop-types-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
writeFileSync(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "types": [], "lib": ["es5"], "noEmit": true } }')
writeFileSync(join(folder, 'wrong.ts'), "export const price: number = 'three'\n")

test('what TypeScript says of a project is told', async () => {
  expect(await typeCheck(ROOT, folder)).toContain('wrong.ts(1,14): error TS2322')
})

test('a check of types that is ended tells nothing, and leaves no TypeScript behind', async () => {
  const ending = new AbortController()
  const checking = typeCheck(ROOT, folder, { signal: ending.signal })
  await expect.poll(() => processesNaming(`-p ${folder}`), { timeout: 10_000 }).toHaveLength(1)
  ending.abort()
  expect(await checking).toBe('')
  await expect.poll(() => processesNaming(`-p ${folder}`), { timeout: 10_000 }).toEqual([])
})

test('one that was ended before it began starts nothing', async () => {
  expect(await typeCheck(ROOT, folder, { signal: AbortSignal.abort() })).toBe('')
  expect(processesNaming(`-p ${folder}`)).toEqual([])
})
