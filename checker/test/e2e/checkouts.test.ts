import { chmodSync, chownSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { processTable } from '../../src/runner/process-table.ts'
import { check, findings } from './harness/check.ts'
import { run } from './harness/command.ts'
import { NOBODY, canBeNobody } from './harness/nobody.ts'
import { Place } from './harness/place.ts'

/** One checkout in which the tests work one after the other, as a learner does. */
const place = new Place()
let root: string

beforeAll(() => {
  root = place.checkout('Kafka für Anfänger (1. Teil) – 日本')
})
afterAll(() => place[Symbol.dispose]())

const learnersFile = (name: string) => join(root, 'exercises/03-simple-practice', name)

describe('in a checkout whose path has spaces, brackets and letters beyond ASCII', () => {
  test('the untouched stubs are not started, and the first step of each part is told', async () => {
    const { exitCode, stdout, stderr, result, leftovers } = await check([], { root })
    expect({ exitCode, stderr, leftovers }).toEqual({ exitCode: 1, stderr: '', leftovers: [] })
    expect(result).toMatchObject({ status: 'not-started', points: 0, notes: [] })
    expect(result.parts.map(({ status }) => status)).toEqual(['not-started', 'not-started', 'not-started'])
    for (const { firstStep } of result.parts) expect(firstStep).toMatch(/^(read the lines|connect a consumer)/)
    expect(stdout).toContain('Part 1: Send the purchases')
    expect(stdout).toMatch(/First: read the lines of the file/)
    expect(stdout).toMatch(
      /Not started yet\. Begin with part 1; the task is in\n {3}exercises\/03-simple-practice\/README\.md/,
    )
    expect(stdout).not.toMatch(/✘|Saw/)
  })

  test('the reference solution passes by npm run', async () => {
    const { exitCode, stderr, result, leftovers } = await check(['--solution'], { root, npm: true })
    expect({ exitCode, stderr, leftovers }).toEqual({ exitCode: 0, stderr: '', leftovers: [] })
    expect(result).toMatchObject({ status: 'passed', points: 30 })
  })

  test('programs of the learner are named by their paths in it, with the line and the column', async () => {
    writeFileSync(learnersFile('producer.ts'), "import '#shop'\n\nJSON.parse('{')\n")
    writeFileSync(learnersFile('consumer.ts'), 'const receipts = [\n')
    const { exitCode, result, leftovers } = await check([], { root })
    expect({ exitCode, leftovers }).toEqual({ exitCode: 1, leftovers: [] })
    expect(result.headline?.saw).toMatch(
      /^nothing in purchases, and no connection to Kafka; .* \(exercises\/03-simple-practice\/producer\.ts:3:6\)$/,
    )
    expect(Object.values(findings(result)).join('\n')).toMatch(/exercises\/03-simple-practice\/consumer\.ts:2:1 /)
  })

  test('an edit of #shop is told and does not matter: the pristine one is what programs get', async () => {
    for (const name of ['producer.ts', 'consumer.ts'])
      copyFileSync(join(root, 'solutions/03-simple-practice', name), learnersFile(name))
    const names = join(root, 'exercises/shop/names.ts')
    writeFileSync(names, readFileSync(names, 'utf8').replaceAll('prefix + name', "'no-such-topic'"))
    const { exitCode, stdout, result, leftovers } = await check([], { root })
    expect({ exitCode, leftovers }).toEqual({ exitCode: 0, leftovers: [] })
    expect(result).toMatchObject({ status: 'passed', points: 30 })
    expect(result.notes).toEqual([
      expect.stringMatching(/^exercises\/shop was changed\..*as it was given.*git checkout/),
    ])
    expect(stdout).toContain('Note: exercises/shop was changed.')
  })
})

test.runIf(canBeNobody())('in a checkout of another user, whose check was killed, a check passes', async () => {
  using theirs = new Place()
  chmodSync(theirs.dir, 0o755)
  const checkout = theirs.checkout()
  const killed = join(checkout, '.workshop/runs/20260101000000000-abcdef')
  mkdirSync(killed, { recursive: true })
  // No process began at 0.
  const owner = { pid: process.pid, startedAt: 0, machine: processTable.machine() }
  writeFileSync(join(killed, 'run.json'), JSON.stringify(owner))
  using ours = new Place()
  const [HOME, XDG_CACHE_HOME] = [ours.folder('home'), ours.folder('cache')]
  for (const dir of [ours.dir, HOME, XDG_CACHE_HOME]) chownSync(dir, NOBODY, NOBODY)
  const { exitCode, stderr, leftovers } = await run(['check', '03', '--solution', '--part', '2'], {
    root: checkout,
    uid: NOBODY,
    env: { HOME, XDG_CACHE_HOME },
  })
  expect({ exitCode, stderr, leftovers }).toEqual({ exitCode: 0, stderr: '', leftovers: [] })
})
