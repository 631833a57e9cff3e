import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseReport } from '../../src/report/parse.ts'
import { check } from '../e2e/harness/check.ts'
import { pathWith } from '../broker/harness/scene.ts'
import { Command, run } from '../e2e/harness/command.ts'
import { processesNaming } from '../e2e/harness/leftovers.ts'
import { Place } from '../e2e/harness/place.ts'
import { sandboxHere } from '../support/sandbox.ts'
import { hostile } from './programs.ts'

const PART_1 = ['--part', '1']
const SANDBOXED = [...PART_1, '--sandbox']

describe('a program that runs as the user who checks', () => {
  test('and kills the checker gets no verdict out of it, and the next check ends what is left and works', async () => {
    using place = new Place()
    const root = place.checkout()
    const dir = place.folder('programs', hostile('kills-its-parent').programs)
    const report = join(place.dir, 'report.json')
    await using command = new Command(['check', '03', ...PART_1, '--from', dir, '--report', report], { root })
    const { exitCode, stdout } = await command.ended
    expect({ exitCode, stdout }).toEqual({ exitCode: undefined, stdout: '' })
    expect(() => readFileSync(report)).toThrow(/ENOENT/)
    const next = await check([...PART_1, '--solution'], { root })
    expect({ exitCode: next.exitCode, leftovers: await command.leftovers() }).toEqual({ exitCode: 0, leftovers: [] })
  })

  test('and makes the checker stand still gains nothing, when it goes on, all is as it was', async () => {
    using place = new Place()
    const dir = place.folder('programs', hostile('stops-its-parent').programs)
    const report = join(place.dir, 'report.json')
    await using command = new Command(['check', '03', ...PART_1, '--from', dir, '--report', report])
    const stopped = () =>
      command.processes().find(({ text, state }) => text.includes('launch.mjs check') && state.startsWith('T'))
    // Two scenes start programs, so it may be stopped more than once.
    const goesOn = async () => {
      const pid = stopped()?.pid
      if (pid !== undefined) process.kill(pid, 'SIGCONT')
      return command.exitCode !== null
    }
    await command.until(() => stopped() !== undefined, 'the checker stands still')
    await command.until(goesOn, 'the end')
    const { exitCode } = await command.ended
    const [result] = parseReport(readFileSync(report, 'utf8'), report).results
    expect({ exitCode, status: result?.status }).toEqual({ exitCode: 0, status: 'passed' })
  })

  test('and sheds all by which it is known can leave a process behind', async () => {
    // It does unless it is looked at while it sheds them, which is luck.
    const left: number[] = []
    for (let times = 0; times < 10 && left.length === 0; times += 1) {
      const { result, leftovers } = await check(PART_1, { programs: hostile('sheds-its-marks').programs })
      left.push(...processesNaming('sleep 600.0').map(({ pid }) => pid))
      for (const pid of left) process.kill(pid, 'SIGKILL')
      expect({ status: result.status, leftovers }).toEqual({ status: 'passed', leftovers: [] })
    }
    expect(left).not.toEqual([])
  })
})

test('hidden tests that a program rewrites while they run make the run ungradable', async () => {
  using place = new Place()
  const root = place.checkout()
  place.folder('checkout/may-be-edited')
  const { exitCode, result } = await check([], { root, programs: hostile('edits-hidden-tests').programs })
  expect({ exitCode, status: result.status }).toEqual({ exitCode: 3, status: 'ungradable' })
  expect(result.fault).toMatch(/consumer\.test\.ts was changed while it graded/)
})

describe.skipIf(!sandboxHere())('a program in the sandbox', () => {
  test.each(['kills-its-parent', 'stops-its-parent', 'kills-all', 'sheds-its-marks'])(
    '%s reaches nobody',
    async (name) => {
      const before = processesNaming('sleep 600.0').map(({ pid }) => pid)
      const { exitCode, result, leftovers } = await check(SANDBOXED, { programs: hostile(name).programs })
      expect({ exitCode, status: result.status, leftovers }).toEqual(
        name === 'kills-all'
          ? { exitCode: 1, status: 'failed', leftovers: [] }
          : { exitCode: 0, status: 'passed', leftovers: [] },
      )
      expect(processesNaming('sleep 600.0').filter(({ pid }) => !before.includes(pid))).toEqual([])
    },
  )

  test('that never ends is ended', async () => {
    const { exitCode, result, leftovers } = await check(SANDBOXED, { programs: hostile('endless-loop').programs })
    expect({ exitCode, status: result.status, leftovers }).toEqual({ exitCode: 1, status: 'failed', leftovers: [] })
  })
})

test('where there is no bubblewrap, --sandbox is refused, and says what to install', async () => {
  using place = new Place()
  const PATH = await pathWith(place.dir, { real: ['node', 'sh'] })
  const { exitCode, stdout, stderr } = await run(['check', '03', '--solution', '--sandbox'], { env: { PATH } })
  expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' })
  expect(stderr).toMatch(/There is no bubblewrap \(bwrap\) here.*\n.*sudo apt install bubblewrap/)
})

test('where bubblewrap cannot work, --sandbox is refused with what it said', async () => {
  using place = new Place()
  const bwrap = 'echo "bwrap: No permissions to create new namespace" >&2; exit 1'
  const PATH = await pathWith(place.dir, { real: ['node', 'sh'], scripts: { bwrap } })
  const { exitCode, stderr } = await run(['check', '03', '--solution', '--sandbox'], { env: { PATH } })
  expect(exitCode).toBe(3)
  expect(stderr).toMatch(/cannot make a sandbox here: bwrap: No permissions.*\n.*user namespaces/)
})
