import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { check } from './harness/check.ts'
import { Command } from './harness/command.ts'
import { Place } from './harness/place.ts'

/** Elsewhere other tests grade meanwhile, and the last run would be theirs. */
let place: Place
let root: string
beforeAll(() => {
  place = new Place()
  root = place.checkout()
})
afterAll(() => place[Symbol.dispose]())

const ENV = { LC_ALL: 'C.UTF-8', NO_COLOR: '1' }

async function explain(args: readonly string[], options: { columns?: number; env?: NodeJS.ProcessEnv } = {}) {
  await using command = new Command(['explain', ...args], { root, ...options, env: { ...ENV, ...options.env } })
  return await command.ended
}

/** The programs of a wrong one, graded: what the check printed. */
async function graded(exercise: string, wrong: string, part: number): Promise<string> {
  const from = join(root, 'checker/hidden', wrong)
  const { exitCode, stdout } = await check(['--from', from, '--part', String(part)], { root, exercise, env: ENV })
  expect(exitCode).toBe(1)
  return stdout
}

describe('npm run explain', () => {
  test('says what to do while nothing was graded', async () => {
    const { exitCode, stderr } = await explain(['03'])
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('npm run check 03-simple-practice')])
  })

  test('marks the last line that came before the records were even sent', async () => {
    const told = await graded('03', '03-simple-practice/wrong/unawaited-send/counts-in-a-for-each', 1)
    expect(told).toMatch(/See it\s+npm run explain 03\n/)
    const { exitCode, stdout } = await explain(['03', '--test', 'only when the broker has acknowledged'])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^► 1 .*●.* producer prints \{"sent":0/m)
    expect(stdout).toMatch(/^ {2}2 .*●.*► .*producer sends p-\d+ to purchases\/\d$/m)
    expect(stdout).toContain('programs of another folder')
    expect(stdout).not.toContain('kw-')
  })

  test('marks the commit that came before the credit', async () => {
    await graded('04', '04-consumer-groups/wrong/commit-before-work/commits-first', 2)
    const { stdout } = await explain(['04'], { columns: 160 })
    expect(stdout).toMatch(/► +1 +\d+ .* worker-\d commits offset 1 of purchases\/\d/)
    expect(stdout).toMatch(/ {2}2 +\d+ .* worker-\d asks to credit p-\d+/)
    expect(stdout).toMatch(/^ {3}2 \d+ ms +worker-\d asks to credit p-\d+, [\d.]+ ms after 1\r?$/m)
  })

  test('marks the commit that came before the letter was acknowledged, and draws the last run of all', async () => {
    await graded('05', '05-dead-letter-queue/wrong/dlq-not-acknowledged-before-commit/not-awaited', 3)
    const { stdout } = await explain([])
    expect(stdout).toMatch(/^ 05 Dead letters/m)
    expect(stdout).toMatch(/^► 1 .*worker commits offset \d+ of\s/m)
  })

  test('writes a page, into the folder that is asked for or into that of the run', async () => {
    const file = join(place.dir, 'picture.html')
    const { stdout } = await explain(['04', '--html', file])
    expect(stdout).toBe(`${file}\n`)
    expect(readFileSync(file, 'utf8')).toContain('class="step look marked"')
    const missing = await explain(['04', '--html', join(place.dir, 'nowhere/picture.html')])
    expect([missing.exitCode, missing.stderr]).toEqual([
      2,
      expect.stringMatching(/nowhere\/picture\.html" cannot be written/),
    ])
    const { exitCode, stderr } = await explain(['04', '--open'], { env: { PATH: join(place.dir, 'empty') } })
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining('Open this file in your browser')])
    const own = /Open this file in your browser: (.*)/.exec(stderr)?.[1] ?? ''
    expect(existsSync(own)).toBe(true)
  })

  test('refuses tests and parts that the run has not, and names what there is', async () => {
    const unknown = await explain(['04', '--test', 'loses no purchases'])
    expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining('a worker that dies with a credit')])
    const part = await explain(['04', '--part', '4'])
    expect([part.exitCode, part.stderr]).toEqual([2, expect.stringContaining('no tests of part 4')])
  })

  test('says so when the evidence of a run is gone', async () => {
    const runs = join(root, '.workshop/runs')
    for (const run of readdirSync(runs)) rmSync(join(runs, run, 'one-dies'), { recursive: true, force: true })
    const { exitCode, stderr } = await explain(['04'])
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('What happened in "one dies" is no longer there')])
  })
})
