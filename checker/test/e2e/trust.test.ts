import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Command, run } from './harness/command.ts'
import { Place } from './harness/place.ts'

/** Lesson 1 has programs that are graded in half a second. */
const NARROWED = ['trust', '01', '--runs', '2', '--provider', 'embedded']
const FIRST = [...NARROWED, '--seed', '5']

describe('npm run trust', () => {
  let place: Place
  let root: string
  beforeEach(() => {
    place = new Place()
    root = place.checkout()
    // What was measured elsewhere would be counted too.
    rmSync(join(root, 'docs/trust'), { recursive: true, force: true })
  })
  afterEach(() => place[Symbol.dispose]())

  /** The gradings that are written down. */
  const kept = () => {
    const folder = join(root, '.workshop/trust')
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jsonl')) : []
    return names.flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n').slice(1))
  }

  test('ended by Ctrl-C, it says what it measured so far; gone on with, it writes the table of all', async () => {
    {
      await using command = new Command(FIRST, { root, columns: 120 })
      await command.until(() => kept().length >= 2, 'two gradings', 60_000)
      command.pressCtrlC()
      const { exitCode } = await command.ended
      expect(exitCode).toBe(130)
      expect(command.output).toMatch(/\d gradings of correct programs: 0 wrong verdicts/)
      expect(await command.leftovers()).toEqual([])
    }
    const before = kept()
    expect(before.length).toBeLessThan(10)
    await using command = new Command([...NARROWED, '--resume', '--docs'], { root })
    const { exitCode, stdout, stderr } = await command.ended
    expect({ exitCode, stderr: stderr.replace(/^.*started for this command.*\n/gm, '') }).toEqual({
      exitCode: 0,
      stderr: '',
    })
    expect(stdout).toMatch(/^seed 5\n/)
    expect(stdout).toMatch(/^01-intro solution +embedded +1 \/ 1 +2 +0 +0 /m)
    expect(stdout).toMatch(/^load average: [\d.]+ quiet \(.*\), [\d.]+ under load \(/m)
    expect(stdout).toMatch(/^10 gradings of correct programs: 0 wrong verdicts, 0 ungradable\.$/m)
    expect(kept().slice(0, before.length)).toEqual(before)
    expect(kept()).toHaveLength(10)
    const page = readFileSync(join(root, 'docs/trust.md'), 'utf8')
    expect(page).toContain('| 01-intro solution | embedded | 1 / 1 | 2 | 0 | 0 |')
    expect(page).toMatch(
      /^- \d{4}-\d\d-\d\d, 10 gradings.* with `npm run trust 01 -- --runs 2 --provider embedded`, seed 5: /m,
    )
    expect(readdirSync(join(root, 'docs/trust'))).toHaveLength(1)
    expect(await command.leftovers()).toEqual([])
  })

  test('says which provider is not here, and ends with 3 where none is', async () => {
    const { exitCode, stdout, stderr } = await run(['trust', '01', '--runs', '2', '--provider', 'container'], {
      root,
      env: { DOCKER_HOST: `unix://${place.dir}/none.sock` },
    })
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: 'Nothing was measured.\n' })
    expect(stderr).toContain(
      'container is not measured: There is no Kafka to use:\n  container: there is no Docker engine at',
    )
  })

  test('refuses a page without a place for the table, before it measures', async () => {
    writeFileSync(join(root, 'docs/trust.md'), '# Mine\n')
    const { exitCode, stderr } = await run([...FIRST, '--docs'], { root })
    expect(exitCode).toBe(2)
    expect(stderr).toContain('docs/trust.md has no place for the runs.')
    expect(existsSync(join(root, '.workshop/trust'))).toBe(false)
  })
})

describe('npm run trust refuses', () => {
  test.each([
    [['--runs', '0'], "argument '0' is invalid. It must be a whole number from 2 to 10000."],
    [['--runs', '1'], 'It must be a whole number from 2 to 10000.'],
    [['--provider', 'docker'], 'Allowed choices are embedded, container.'],
    [['77'], 'There is no exercise "77".'],
    [['--resume', '--seed', '3'], '--resume goes on with the seed that it began with.'],
  ])('%j', async (args, message) => {
    const { exitCode, stderr } = await run(['trust', ...args])
    expect(exitCode).toBe(2)
    expect(stderr).toContain(message)
  })
})
