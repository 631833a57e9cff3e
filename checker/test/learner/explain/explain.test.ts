import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { explainRun } from '../../../src/learner/explain/explain.ts'
import { folderOfRun, lastRun } from '../../../src/learner/explain/runs.ts'
import { sample } from '../../report/sample.ts'
import * as made from './made-by-hand.ts'

const withCode = (code: string, fix = /./) =>
  expect.objectContaining({ code, fix: expect.stringMatching(fix) as string }) as Error

describe('the run to draw', () => {
  /** A checkout with these runs, oldest first. */
  function checkoutWith(runs: readonly string[]): string {
    const root = mkdtempSync(join(tmpdir(), 'workshop-explain-'))
    onTestFinished(() => rmSync(root, { recursive: true, force: true }))
    const parent = join(root, '.workshop', 'runs')
    mkdirSync(parent, { recursive: true })
    runs.forEach((run, index) => renameSync(run, join(parent, `2026010203040500${index}-abcdef`)))
    return root
  }
  const run = (id: string) => made.runWith([made.started()], { change: { id } })

  it('is the newest that was graded to its end, of an exercise or of any', () => {
    const broken = made.folder()
    writeFileSync(join(broken, 'report.json'), '{"schemaVersion":1')
    const root = checkoutWith([run('03-a'), run('04-b'), made.folder(), broken])
    expect(lastRun(root).result.id).toBe('04-b')
    expect(lastRun(root, '03-a').result.id).toBe('03-a')
    expect(() => lastRun(root, '05-c')).toThrow(withCode('no-run', /npm run check 05-c$/))
    expect(() => lastRun(checkoutWith([]))).toThrow(withCode('no-run'))
  })

  it('is found by its id, which is the name of a run and no path', () => {
    const root = checkoutWith([run('03-a')])
    const id = '20260102030405000-abcdef'
    expect(folderOfRun(root, id)).toBe(join(root, '.workshop', 'runs', id))
    for (const name of ['', '.', '..', `../runs/${id}`, `${id}/`, '20260102030405001-abcdef'])
      expect(() => folderOfRun(root, name)).toThrow(withCode('no-such-run'))
  })

  it('can lie in any folder', () => {
    const { bodies, events } = made.committedTooEarly()
    expect(explainRun(made.runWith(bodies, { events })).picture.moments).toHaveLength(2)
    expect(() => explainRun(made.folder())).toThrow(withCode('run-not-readable', /Run the check again/))
  })

  it('has lost its evidence, or never had any, and says so', () => {
    const forgotten = made.runWith([made.started()])
    rmSync(join(forgotten, 'one-dies'), { recursive: true })
    expect(() => explainRun(forgotten)).toThrow(withCode('evidence-gone', /npm run check 03$/))
    expect(() => explainRun(made.runWith([]))).toThrow(withCode('nothing-happened'))
  })
})

describe('the test to draw', () => {
  const finding = { saw: 'a thing', expected: 'another', lesson: 'x.md' }
  const test = (name: string, part: number, more: object = {}) => ({
    ...{ name, part, points: 1, ms: 1, status: 'pass' as const, scene: 'one dies', ...more },
  })
  const failed = (name: string, part: number) =>
    test(name, part, { status: 'fail', finding: { ...finding, scene: 'one dies' } })
  const drawn = (tests: ReturnType<typeof test>[], wanted = {}, change = {}) => {
    const run = made.runWith([made.started()], { change: { tests, headline: undefined, ...change } })
    return explainRun(run, wanted)
  }

  it('is the one whose finding a check shows first, and the others that failed are named', () => {
    const tests = [failed('first', 1), failed('worst', 1), test('fine', 2)]
    const { test: shown, others } = drawn(tests, {}, { headline: { ...finding, test: 'worst', part: 1 } })
    expect([shown.name, others]).toEqual(['worst', ['first']])
  })

  it('is the one that is asked for, by a piece of its name or by its part', () => {
    const tests = [test('keeps one connection', 1), failed('stops at once', 2), test('stops in the end', 2)]
    expect(drawn(tests, { test: 'CONNECTION' }).test.name).toBe('keeps one connection')
    expect(drawn(tests, { part: 2 }).test.name).toBe('stops at once')
    expect(drawn(tests, { part: 1 }).test.name).toBe('keeps one connection')
    expect(() => drawn(tests, { test: 'stops' })).toThrow(
      withCode('several-tests', /stops at once\n {2}stops in the end/),
    )
    expect(() => drawn(tests, { test: 'stop at ones' })).toThrow(withCode('no-such-test', /:\n {2}stops at once\n/))
    expect(() => drawn(tests, { test: '' })).toThrow(withCode('several-tests'))
    expect(() => drawn(tests, { part: 9 })).toThrow(withCode('no-such-part', /part 1, 2, 3/))
  })

  it('is the first that looked at anything where all passed, with nothing marked', () => {
    const { test: shown, picture } = drawn([test('old', 1, { scene: undefined }), test('fine', 1)])
    expect([shown.name, picture.moments]).toEqual(['fine', []])
  })

  it('is none where no program ran or the run could not be graded, and why is said', () => {
    const missing = test('sends', 1, {
      status: 'fail',
      scene: undefined,
      finding: { ...finding, saw: 'there is no producer.ts' },
    })
    expect(() => drawn([missing])).toThrow(/nothing to draw: there is no producer\.ts/)
    const disturbed = test('sends', 1, { status: 'error' })
    expect(() => drawn([disturbed], {}, { status: 'ungradable', fault: 'Kafka ended.' })).toThrow(
      /could not be graded: Kafka ended\./,
    )
    const stub = test('sends', 1, { status: 'skipped', detail: 'not started: connect', scene: undefined })
    expect(() => drawn([stub], {}, { parts: sample().parts })).toThrow(/not started: connect/)
  })
})
