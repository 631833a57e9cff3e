import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Measurement, refusePageWithoutPlace, writePage } from '../../../src/dev/trust/page.ts'
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
const measurement = (measured: readonly Measured[]): Measurement => ({
  command: 'npm run trust -- --runs 2',
  seed: 1,
  date: '2026-01-31',
  machine: ['2 cores'],
  missing: [],
  measured,
})
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
    writePage(root, measurement([one({ program: '01 solution' })]))
    expect(page()).toMatch(/^# Trust\n[^]*\| 01 solution \| embedded \| 1 \/ 0 \|/)
    writePage(root, measurement([one()]))
    expect(page()).toContain('| 03 solution |')
    expect(page()).not.toContain('01 solution')
  })

  test('keeps what is written by hand around it', () => {
    writePage(root, measurement([one()]))
    const path = join(root, 'docs/trust.md')
    writeFileSync(path, page().replace('## Runs', 'By hand, above.\n\n## Runs') + '\n## Mutants\n\nBy hand, below.\n')
    const before = page()
    writePage(root, measurement([one({ seed: 2 })]))
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
    writePage(root, measurement([one({ verdict: 'wrong', why: 'saw <b>|*x*\n# [a](b) \u001b[31m`' })]))
    expect(page()).toContain('saw \\<b\\>\\|\\*x\\* # \\[a\\](b) \\\\x1b\\[31m\\`\n')
  })
})
