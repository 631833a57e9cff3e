import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { reportJsonSchema } from '../../src/report/json-schema.ts'
import { type Checked, check } from './harness/check.ts'
import { run } from './harness/command.ts'
import { Place, ROOT } from './harness/place.ts'
import { malformed } from './harness/xml.ts'

/** The files that the scenes of a run gave to the programs, by their paths. */
function inputsOf({ result }: Checked): Record<string, string> {
  const folder = join(ROOT, result.runFolder ?? '')
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.jsonl'))
  return Object.fromEntries(
    paths
      .filter((path) => !path.endsWith('evidence.jsonl') && !path.includes('workspace') && path.includes('/'))
      .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  )
}

function prefixesOf({ result }: Checked): string[] {
  return readFileSync(join(ROOT, result.runFolder ?? '', 'prefixes.txt'), 'utf8')
    .trim()
    .split('\n')
}

describe('two checks of the reference solution at once, with one seed', () => {
  let both: Checked[]

  beforeAll(async () => {
    const one = () => check(['--solution', '--seed', '4711'])
    both = await Promise.all([one(), one()])
  })

  test('both pass with all points, and leave nothing', () => {
    for (const { exitCode, stdout, stderr, leftovers, result, ms } of both) {
      expect({ exitCode, stderr, leftovers }).toEqual({ exitCode: 0, stderr: '', leftovers: [] })
      expect(stdout).toMatch(/✔ Passed: 30 of 30 points in \d+\.\d s\./)
      expect(result).toMatchObject({ status: 'passed', points: 30, maxPoints: 30, seed: 4711, notes: [] })
      expect(result.tests.filter(({ status }) => status !== 'pass')).toEqual([])
      expect(ms).toBeLessThan(20_000)
    }
  })

  test('their report is as docs/report.schema.json says', () => {
    // `check` of the harness holds each report against the schema in the source.
    expect(readFileSync(join(ROOT, 'docs/report.schema.json'), 'utf8')).toBe(reportJsonSchema())
  })

  test('share no name on the broker', () => {
    const prefixes = both.flatMap(prefixesOf)
    expect(prefixes).toHaveLength(8)
    expect(new Set(prefixes).size).toBe(8)
  })

  test('give the programs the same inputs', async () => {
    const [one, other] = both.map(inputsOf)
    expect(Object.keys(one ?? {})).toEqual(['a-file/purchases of today.jsonl'])
    expect(one).toEqual(other)
    const another = await check(['--solution', '--seed', '4712', '--part', '1'])
    expect(inputsOf(another)).not.toEqual(one)
  })
})

test('--part 2 grades that part alone', async () => {
  const { exitCode, stdout, result, leftovers } = await check(['--solution', '--part', '2'])
  expect({ exitCode, leftovers }).toEqual({ exitCode: 0, leftovers: [] })
  expect(result).toMatchObject({ status: 'passed', points: 7, maxPoints: 7, parts: [{ part: 2 }] })
  expect(new Set(result.tests.map(({ part }) => part))).toEqual(new Set([2]))
  expect(stdout).not.toMatch(/Part [13]/)
})

test('whatever a program prints, the reports are well-formed and hold no control character', async () => {
  using place = new Place()
  const nasty = `console.error('Error: <b>&amp; "]]>" \\u001b[31m\\u0000\\ud800 \\u202e')\nprocess.exitCode = 1\n`
  const dir = place.folder('programs', { 'producer.ts': nasty })
  const junit = join(place.dir, 'junit.xml')
  const args = ['check', '03', '--part', '1', '--from', dir, '--junit', junit, '--report', '-']
  const { exitCode, stdout, stderr, leftovers } = await run(args)
  expect({ exitCode, leftovers }).toEqual({ exitCode: 1, leftovers: [] })
  const xml = readFileSync(junit, 'utf8')
  expect(malformed(xml)).toBeUndefined()
  expect(xml).toMatch(/<testsuite name="03-simple-practice"[^>]* tests="11" failures="2" errors="0" skipped="9"/)
  expect(xml).toContain('Error: &lt;b>&amp;amp; &quot;]]>&quot; \\x1b[31m\\x00')
  // The report has standard output to itself; people read standard error.
  expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, results: [{ status: 'failed' }] })
  expect(stderr).toContain('<b>&amp; "]]>" \\x1b[31m\\x00')
  // eslint-disable-next-line no-control-regex
  expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
})

test('a check of one file of hidden tests tells of the parts that it looks at, and of no others', async () => {
  const { exitCode, result, leftovers } = await check(['--solution', '--tests', 'producer.test.ts'])
  expect({ exitCode, leftovers, status: result.status }).toEqual({ exitCode: 0, leftovers: [], status: 'passed' })
  expect(result.parts.map(({ part }) => part)).toEqual([1])
})
