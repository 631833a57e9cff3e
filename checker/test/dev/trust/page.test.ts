import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { refusePageWithoutPlace, writePage } from '../../../src/dev/trust/page.ts'
import { type Measurement, keepStretch, stretchOf, stretchesIn } from '../../../src/dev/trust/stretch.ts'
import { faultsOf, holds, loadsOf, outcomeOf, tableOf } from '../../../src/dev/trust/table.ts'
import type { Measured } from '../../../src/dev/trust/turns.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'workshop-trust-page-'))
  mkdirSync(join(root, 'docs'))
})
afterEach(() => rmSync(root, { recursive: true }))

const one = (more: Partial<Measured> = {}): Measured => ({
  provider: 'embedded',
  program: '03 solution',
  seed: 1,
  loaded: false,
  verdict: 'passed',
  ms: 500,
  load: 1,
  ...more,
})
const MEASUREMENT: Measurement = {
  name: '2026-01-31T10',
  command: 'npm run trust -- --runs 2',
  seed: 1,
  date: '2026-01-31',
  commit: 'abc1234',
  machine: ['2 cores'],
  missing: [],
  measured: [],
}
const write = (measured: readonly Measured[], more: Partial<Measurement> = {}) => {
  keepStretch(root, stretchOf({ ...MEASUREMENT, ...more, measured }))
  writePage(root)
}
const page = () => readFileSync(join(root, 'docs/trust.md'), 'utf8')

describe('the table', () => {
  test('has a row for each program on each provider, quiet and under load apart, and one for all', () => {
    const measured = [
      one({ ms: 400 }),
      one({ ms: 700 }),
      one({ ms: 600 }),
      one({ ms: 2_000, loaded: true }),
      one({ provider: 'container', verdict: 'wrong', why: 'x' }),
      one({ program: '01 solution', verdict: 'ungradable', why: 'x' }),
    ]
    expect(tableOf(measured).slice(1)).toEqual([
      ['01 solution', 'embedded', '1 / 0', '0', '0', '1', '500 / –', '500 / –'],
      ['03 solution', 'container', '1 / 0', '0', '1', '0', '500 / –', '500 / –'],
      ['03 solution', 'embedded', '3 / 1', '4', '0', '0', '600 / 2000', '700 / 2000'],
      ['all', '', '5 / 1', '4', '1', '1', '500 / 2000', '700 / 2000'],
    ])
  })

  test('is followed by what failed, each reason once with its seeds', () => {
    const sick = { verdict: 'ungradable', why: 'The broker died.' } as const
    expect(faultsOf([one(), one({ ...sick, seed: 7 }), one({ ...sick, seed: 8, loaded: true })])).toEqual([
      'ungradable: 03 solution, embedded (seed 7, 8 under load): The broker died.',
    ])
  })

  test('says how busy the machine was', () => {
    expect(loadsOf([one({ load: 1.04 }), one({ load: 3 }), one({ load: 2 }), one({ loaded: true, load: 9.5 })])).toBe(
      '2.0 quiet (1.0 to 3.0), 9.5 under load (9.5 to 9.5)',
    )
  })
})

describe('the promise', () => {
  const passed = (count: number) => Array.from({ length: count }, () => one())
  const ungradable = one({ verdict: 'ungradable', why: 'x' })

  test('holds with no wrong verdict, and at most one of 500 ungradable', () => {
    expect(holds(passed(1))).toBe(true)
    expect(holds([...passed(499), ungradable])).toBe(true)
    expect(holds([...passed(498), ungradable])).toBe(false)
    expect(holds([...passed(998), ungradable, ungradable])).toBe(true)
  })

  test('is broken by a single wrong verdict among thousands, and by nothing measured', () => {
    expect(holds([...passed(5_000), one({ verdict: 'wrong', why: 'x' })])).toBe(false)
    expect(holds([])).toBe(false)
    expect(outcomeOf([...passed(2), ungradable])).toBe(
      '3 gradings of correct programs: 0 wrong verdicts, 1 ungradable.',
    )
  })
})

describe('docs/trust.md', () => {
  test('is written where it is not there, and anew without a trace of what stood there', () => {
    write([one({ program: '01 solution' })])
    expect(page()).toMatch(/^# Trust\n[^]*\| 01 solution \| embedded \| 1 \/ 0 \|/)
    write([one()])
    expect(page()).toContain('| 03 solution |')
    expect(page()).not.toContain('01 solution')
  })

  test('counts what several stretches have measured in one table, and says of each what it ran on', () => {
    write([one({ ms: 400 }), one({ ms: 500, loaded: true, load: 9 })])
    const why = 'The broker died.'
    write([one({ ms: 800 }), one({ verdict: 'ungradable', why, seed: 7 })], {
      name: '2026-02-01T10',
      commit: null,
      machine: ['8 cores'],
    })
    expect(page()).toContain('4 gradings of correct programs: 0 wrong verdicts, 1 ungradable.')
    expect(page()).toContain('| 03 solution | embedded | 3 / 1 | 3 | 0 | 1 | 500 / 500 | 800 / 500 |')
    expect(page()).toContain('- ungradable: 03 solution, embedded (seed 7): The broker died.')
    expect(page()).toContain(
      '- 2026-01-31, 2 gradings of commit abc1234 with `npm run trust -- --runs 2`, seed 1: 2 cores. Load average: 1.0 quiet (1.0 to 1.0), 9.0 under load',
    )
    expect(page()).toContain('- 2026-01-31, 2 gradings with `npm run trust -- --runs 2`, seed 1: 8 cores.')
  })

  test('counts no gradings that a fault since mended has told wrong, and says how many there are and why', () => {
    const fault = one({ verdict: 'wrong', why: 'saw nothing' })
    const stretch = stretchOf({ ...MEASUREMENT, measured: [fault, one(), one({ program: '01 solution' })] })
    keepStretch(root, { ...stretch, mended: { '03 solution': 'It was not waited for.' } })
    writePage(root)
    expect(page()).toContain('1 gradings of correct programs: 0 wrong verdicts, 0 ungradable.')
    expect(page()).not.toContain('| 03 solution |')
    expect(page()).toContain(
      'Not counted: 2 gradings of 03 solution, 1 of them wrong verdicts. It was not waited for.\n',
    )
  })

  test('is made of what did not pass as it was, whatever a program said', () => {
    const failed = one({ verdict: 'wrong', why: 'saw [1, 2] and [ ]\n[\n3 ]' })
    write([failed, one({ seed: 2 })])
    expect(stretchesIn(root).map((stretch) => stretch.failed)).toEqual([[failed]])
  })

  test('is not written from a stretch that cannot be read, and says which', () => {
    write([one()])
    writeFileSync(join(root, 'docs/trust/2026-03-01T10.json'), '{"seed":')
    expect(() => writePage(root)).toThrow(/docs\/trust\/2026-03-01T10\.json cannot be read/)
  })

  test('keeps what is written by hand around it', () => {
    write([one()])
    const path = join(root, 'docs/trust.md')
    writeFileSync(path, page().replace('## Runs', 'By hand, above.\n\n## Runs') + '\n## Mutants\n\nBy hand, below.\n')
    const before = page()
    write([one({ seed: 2 })])
    expect(page()).toBe(before)
  })

  test('without the marks is refused before anything is measured, and left as it is', () => {
    writeFileSync(join(root, 'docs/trust.md'), '# Mine\n')
    expect(() => refusePageWithoutPlace(root)).toThrow('docs/trust.md has no place for the runs.')
    expect(page()).toBe('# Mine\n')
  })

  test('that is not there yet is no reason to refuse, and asking writes nothing', () => {
    refusePageWithoutPlace(root)
    expect(existsSync(join(root, 'docs/trust.md'))).toBe(false)
  })

  test('shows what a program wrote as text: no markup, no control characters, one line', () => {
    write([one({ verdict: 'wrong', why: 'saw <b>|*x*\n# [a](b) \u001b[31m`' })])
    expect(page()).toContain('saw \\<b\\>\\|\\*x\\* # \\[a\\](b) \\\\x1b\\[31m\\`\n')
  })
})
