import { describe, expect, test } from 'vitest'
import type { ExerciseResult } from '#checker'
import { endedRow, resultBlock, verdictLine } from '../../server/desk/result.ts'

const EXERCISE = {
  id: '03-x-y',
  slug: 'x-y',
  number: 3,
  title: 'X',
  parts: [
    { number: 1, title: 'Send', bonus: false },
    { number: 2, title: 'Read', bonus: true },
  ],
}
const CONTEXT = { exercise: EXERCISE, part: undefined }

const FINDING = {
  belief: 'no-key',
  believed: 'The key is `optional`',
  saw: 'a record with the value <img src=x onerror=alert(1)>\nand the key \u202e"',
  expected: '`Liège`',
  because: '3 of 4 records had no key.',
  lesson: 'lessons/03-x-y/lesson.md#keys-and-order',
  scene: 'a file',
}

const FAILED: ExerciseResult = {
  exercise: 'x-y',
  id: '03-x-y',
  title: 'X',
  seed: 7,
  status: 'failed',
  points: 1,
  maxPoints: 3,
  parts: [
    { part: 1, title: 'Send', status: 'failed', points: 1, maxPoints: 3 },
    { part: 2, title: 'Read', bonus: true, status: 'not-started', points: 0, maxPoints: 2, firstStep: 'call `run()`.' },
  ],
  tests: [
    { name: 'sends all', part: 1, points: 1, status: 'pass', ms: 12.4, scene: 'a file' },
    { name: 'keeps <order>', part: 1, points: 2, status: 'fail', ms: 3, finding: FINDING },
    { name: 'ends', part: 1, points: 0, status: 'skipped', ms: 0, detail: 'needs: sends all' },
    { name: 'reads', part: 2, points: 2, status: 'skipped', ms: 0, detail: 'not started: call `run()`.' },
  ],
  headline: { ...FINDING, test: 'keeps <order>', part: 1 },
  notes: ['exercises/shop was <b>changed</b>.'],
  programHash: 'abc',
  ms: 1_234,
  versions: { checker: '0', node: '20.19.0', broker: '3.9', provider: 'embedded' },
  runFolder: '.workshop/runs/20261129221000000-abcdef',
}

async function textOf(html: ReturnType<typeof resultBlock>): Promise<string> {
  return String(await html).replaceAll(/\s+/g, ' ')
}

describe('what is said of a grading', () => {
  test('holds all that the terminal shows: points, findings, belief, where to read, notes, the seed', async () => {
    const text = await textOf(resultBlock(FAILED, CONTEXT))
    for (const said of [
      'Part 1: Send <span class="points">1 of 3 points</span>',
      'Part 2 (bonus): Read <span class="points">not started</span>',
      'First: call <code>run()</code>.',
      'delete the call of <code>notWritten()</code>',
      '“The key is <code>optional</code>”',
      '3 of 4 records had no key.',
      '<a href="/lessons/x-y#keys-and-order">Read: Keys and order</a>',
      'Note: exercises/shop was &lt;b&gt;changed&lt;/b&gt;.',
      'npm run check 03 -- --seed 7<',
      'needs: sends all',
    ])
      expect(text).toContain(said)
  })

  test('has nothing of a learner as markup, and signs that nobody sees are told', async () => {
    const text = await textOf(resultBlock(FAILED, CONTEXT))
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(text).toContain('\\u202e&quot;')
    expect(text).not.toMatch(/<img|<order>|\u202e/)
    expect(String(await endedRow({ name: '"><script>', part: 1, status: 'fail', ms: 1 }))).not.toContain('<script>')
  })

  test('leads to a picture of each finding that looked at something, and only where its run is there', async () => {
    const text = await textOf(resultBlock(FAILED, CONTEXT))
    expect(text.match(/href="\/runs\/[^"]*"/g)).toEqual([
      'href="/runs/20261129221000000-abcdef/picture?part=1&amp;test=keeps+%3Corder%3E"',
    ])
    expect(await textOf(resultBlock({ ...FAILED, runFolder: null }, CONTEXT))).not.toContain('/runs/')
  })

  test('opens the finding to read first', async () => {
    expect(await textOf(resultBlock(FAILED, CONTEXT))).toContain('<details open>')
  })

  test('blames nobody where it could not be graded', async () => {
    const ungradable: ExerciseResult = { ...FAILED, status: 'ungradable', fault: 'The broker died.' }
    expect(await textOf(resultBlock(ungradable, CONTEXT))).toContain('that is not the fault of your programs')
    expect(await textOf(verdictLine(ungradable))).toContain('<strong>Not graded</strong>: no attempt is lost.')
  })

  test('is a verdict first', async () => {
    expect(await textOf(verdictLine(FAILED))).toContain(
      '<strong>Not yet</strong>: 1 of 3 points, bonus 0 of 2, in 1.2 s.',
    )
  })
})
