import { rmSync } from 'node:fs'
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

const env = { LC_ALL: 'C.UTF-8', NO_COLOR: '1' }

async function explain(...args: string[]) {
  await using command = new Command(['explain', ...args], { root, env })
  return await command.ended
}

const FOUND = /The smallest run that still shows it: (.*) \((?:one try|\d+ tries), [\d.]+ s\)\./

describe('the smallest run', () => {
  test('of a producer that says "sent" too early has one purchase, is drawn, and is found once', async () => {
    const from = join(root, 'checker/hidden/03-simple-practice/wrong/unawaited-send/counts-in-a-for-each')
    await check(['--from', from, '--part', '1'], { root, exercise: '03', env })
    const { exitCode, stdout, stderr } = await explain('03')
    expect(exitCode).toBe(0)
    expect(FOUND.exec(stderr)?.[1]).toMatch(/^1 of \d+ purchases on standard input$/)
    expect(stdout).toContain('while 1 records were not acknowledged')
    const again = await explain('03')
    expect(again.stderr).not.toContain('Looking for')
    expect(FOUND.test(again.stderr)).toBe(true)
    expect(again.stdout).toBe(stdout)
  })

  test('is not looked for where the run itself is asked for', async () => {
    const { stdout, stderr } = await explain('03', '--as-graded')
    expect(stderr).toBe('')
    expect(stdout).toMatch(/while \d+ records were not acknowledged/)
    expect(stdout).not.toContain('while 1 records were')
  })

  test('of a worker that commits first keeps the death of its worker, and not much else', async () => {
    const from = join(root, 'checker/hidden/04-consumer-groups/wrong/commit-before-work/commits-first')
    await check(['--from', from, '--part', '2'], { root, exercise: '04', env })
    const { stdout, stderr } = await explain('04')
    expect(FOUND.exec(stderr)?.[1]).toContain('2 of 4 purchases of one customer')
    expect(stdout).toMatch(/is killed by the checker/)
  })

  test('is not there when the programs have gone, and the run is drawn as it was', async () => {
    const dir = place.folder('soon gone', {
      'producer.ts': 'console.log(JSON.stringify({ sent: 3, bad: [] }))\n',
    })
    await check(['--from', dir, '--part', '1'], { root, exercise: '03', env })
    rmSync(dir, { recursive: true })
    const { exitCode, stdout, stderr } = await explain('03')
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(/This is the run as it was graded: .*soon gone/)
    expect(stdout).toContain('producer prints')
  })
})
