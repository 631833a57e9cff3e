import { describe, expect, test } from 'vitest'
import { check, findings, solution } from './harness/check.ts'

const SOLUTION = solution('predictions.ts', '02-vocabulary')
const NAMES = [...SOLUTION.matchAll(/^export function (\w+)/gm)].map(([, name = '']) => name)

/** The solution with other answers to some of its questions. */
function answering(bodies: Readonly<Record<string, string>>): string {
  return NAMES.reduce((code, name) => {
    const body = bodies[name]
    const whole = new RegExp(`export function ${name}\\([^]*?\\n}\\n`)
    return body === undefined ? code : code.replace(whole, () => `export function ${name}(): unknown {\n  ${body}\n}\n`)
  }, SOLUTION)
}

const graded = (code: string) => check(['--part', '2'], { exercise: '02', programs: { 'predictions.ts': code } })

describe('a prediction', () => {
  test('that is no answer is told as what it is, and takes no other down with it', async () => {
    const code = answering({
      leftInTopic: 'return undefined',
      offsetToCommit: 'return NaN',
      recordsAtOffset: "throw new TypeError('which one?')",
      shareAPartition: "return 'perhaps'",
      readInOrder: 'process.exit(0)',
      readByGroups: 'return new Promise(() => undefined)',
      handledByGroup: 'return -1',
      idleWorkers: 'for (;;);',
    })
    const { exitCode, result } = await graded(code)
    expect(exitCode).toBe(1)
    expect(result).toMatchObject({ status: 'failed', points: 1, maxPoints: 9 })
    expect(result.tests.flatMap(({ finding }) => finding?.belief ?? [])).toEqual([])
    const saw = Object.values(findings(result)).map((text) => text.split('\n')[0])
    expect(saw).toEqual([
      expect.stringMatching(/^leftInTopic\(.*\) gave undefined\. On the broker:$/),
      'offsetToCommit() returned NaN, which JSON can not hold',
      'recordsAtOffset() threw TypeError: which one?',
      expect.stringMatching(/^shareAPartition\(.*\) gave 'perhaps'\. On the broker:$/),
      expect.stringMatching(/readInOrder\(\) .*exit code 0/),
      expect.stringMatching(/^readByGroups\(\) waits for something that never comes/),
      expect.stringMatching(/^handledByGroup\(.*\) gave -1\. On the broker:$/),
      'idleWorkers() had not ended after 3 seconds',
    ])
  })

  test('that is still to be written keeps nothing from those that are', async () => {
    const first = "notWritten('think about it.')"
    const unwritten = { leftInTopic: first, readInOrder: first, whereOffsetsAreKept: first }
    const { exitCode, result } = await graded(`import { notWritten } from '#shop'\n${answering(unwritten)}`)
    expect(exitCode).toBe(1)
    expect(result).toMatchObject({ status: 'failed', points: 6, maxPoints: 9 })
    expect(result.headline).toBeUndefined()
    const told = result.tests.flatMap(({ status, detail }) => (status === 'skipped' ? [detail] : []))
    expect(told).toEqual(Array.from({ length: 3 }, () => 'not started: think about it.'))
  })
})
