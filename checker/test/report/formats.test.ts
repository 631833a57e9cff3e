import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { reportJsonSchema } from '../../src/report/json-schema.ts'
import { toJUnit } from '../../src/report/junit.ts'
import { parseReport } from '../../src/report/parse.ts'
import { sample } from './sample.ts'

describe('the report as JSON', () => {
  const text = (change: object = {}) => JSON.stringify({ schemaVersion: 1, results: [{ ...sample(), ...change }] })

  it('is read back as it was written', () => {
    expect(parseReport(text(), 'r.json').results).toEqual([sample()])
  })
  it.each([
    ['{', 'report-not-json'],
    ['{"schemaVersion":2,"results":[]}', 'report-of-another-version'],
    ['[]', 'not-a-report'],
    [text({ status: 'fine' }), 'not-a-report'],
    [text({ seed: 1.5 }), 'not-a-report'],
  ])('is refused when it is %s', (broken, code) => {
    expect(() => parseReport(broken, 'r.json')).toThrow(expect.objectContaining({ code, exitCode: 2 }))
  })
  it('names the first place that does not fit', () => {
    expect(() => parseReport(text({ seed: 1.5 }), 'r.json')).toThrow(/\/results\/0\/seed/)
  })
  it('has its schema in docs as it is in the source (vitest -u writes it)', async () => {
    await expect(reportJsonSchema()).toMatchFileSnapshot(join(import.meta.dirname, '../../../docs/report.schema.json'))
  })
})

describe('the report as JUnit', () => {
  it('counts failures, errors and skipped tests, and types a failure by its belief', () => {
    const xml = toJUnit([sample()])
    expect(xml).toMatch(/<testsuite name="03-simple-practice"[^>]* tests="5" failures="2" errors="0" skipped="2"/)
    expect(xml).toContain('type="null-key-crash"')
    expect(xml).toContain('classname="simple-practice.part-2"')
  })
  it('holds no control character and no broken markup, whatever learners print', () => {
    const xml = toJUnit([
      sample({
        tests: [{ ...sample().tests[1]!, finding: { saw: '\u001b\u0000<&"]]>', expected: 'x', lesson: 'l' } }],
      }),
    ])
    // eslint-disable-next-line no-control-regex
    expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/)
    expect(xml).toContain('\\x1b\\x00&lt;&amp;&quot;')
  })
  it('makes an error of a run that could not be graded though no test says so', () => {
    const xml = toJUnit([sample({ status: 'ungradable', fault: 'the broker died', tests: [] })])
    expect(xml).toMatch(/errors="1"/)
    expect(xml).toContain('the broker died')
  })
})
