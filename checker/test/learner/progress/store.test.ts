import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { draftPrefix, writeAtomically } from '../../../src/learner/progress/atomic-write.ts'
import { mergeProgress } from '../../../src/learner/progress/merge.ts'
import { type Progress, progressText } from '../../../src/learner/progress/state.ts'
import { loadProgress, progressFiles, updateProgress } from '../../../src/learner/progress/store.ts'
import { grading, progressIn } from './harness/samples.ts'

let dir: string
let root: string
let own: string
let cached: string
const cacheBefore = process.env.XDG_CACHE_HOME

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'workshop-progress-'))
  process.env.XDG_CACHE_HOME = join(dir, 'cache')
  root = join(dir, 'checkout')
  mkdirSync(join(root, '.workshop'), { recursive: true })
  ;[own = '', cached = ''] = progressFiles(root)
})
afterEach(() => {
  if (cacheBefore === undefined) delete process.env.XDG_CACHE_HOME
  else process.env.XDG_CACHE_HOME = cacheBefore
  rmSync(dir, { recursive: true, force: true })
})

const first = progressIn('intro', { gradings: [grading('a', 0)] })
const second = progressIn('intro', { gradings: [grading('b', 5)] })
const adding = (more: Progress) => (before: Progress) => mergeProgress(before, more)
const idsOf = ({ exercises }: Progress) =>
  Object.values(exercises).flatMap(({ gradings }) => gradings.map(({ id }) => id))
const kept = () => idsOf(loadProgress(root).progress)

describe('what is kept', () => {
  test('lies in the checkout, and nothing else is left beside it', async () => {
    await updateProgress(root, adding(first))
    await updateProgress(root, adding(second))
    expect(readdirSync(dirname(own))).toEqual(['progress.json'])
    expect(kept()).toEqual(['a', 'b'])
  })

  test('is nothing where there is no file', () => {
    expect(loadProgress(root)).toEqual({ progress: { version: 1, exercises: {} }, unreadable: [] })
  })

  test('goes to the cache where the checkout has no place for it, and both are one', async () => {
    await updateProgress(root, adding(first))
    rmSync(join(root, '.workshop'), { recursive: true })
    writeFileSync(join(root, '.workshop'), 'a file where the folder should be')
    const { progress } = await updateProgress(root, adding(second))
    expect(existsSync(cached)).toBe(true)
    expect(idsOf(progress)).toEqual(['b'])
    rmSync(join(root, '.workshop'))
    mkdirSync(join(root, '.workshop'))
    writeFileSync(own, progressText(first))
    expect(kept()).toEqual(['a', 'b'])
  })

  test('is refused, with both folders named, where neither can be written', async () => {
    rmSync(join(root, '.workshop'), { recursive: true })
    writeFileSync(join(root, '.workshop'), '')
    writeFileSync(join(dir, 'cache'), '')
    await expect(updateProgress(root, adding(first))).rejects.toMatchObject({
      code: 'progress-read-only',
      exitCode: 3,
      fix: expect.stringContaining(dirname(cached)) as string,
    })
  })

  test('stays behind a link, for who keeps it elsewhere', async () => {
    const elsewhere = join(dir, 'elsewhere.json')
    writeFileSync(elsewhere, progressText(first))
    symlinkSync(elsewhere, own)
    await updateProgress(root, adding(second))
    expect(idsOf(JSON.parse(readFileSync(elsewhere, 'utf8')) as Progress)).toEqual(['a', 'b'])
    expect(kept()).toEqual(['a', 'b'])
  })
})

describe('a file that this workshop cannot read', () => {
  test.each([
    ['newer', '{"version":2,"exercises":{"intro":{"stars":3}}}'],
    ['broken', '{"version":1,"exerc'],
    ['broken', ''],
  ])('that is %s is left alone by a look, and kept under another name by a change', async (kind, text) => {
    writeFileSync(own, text)
    expect(loadProgress(root).unreadable).toMatchObject([{ path: own, kind }])
    expect(readFileSync(own, 'utf8')).toBe(text)
    const { unreadable } = await updateProgress(root, adding(first))
    const [{ keptAs = '' } = {}] = unreadable
    expect(keptAs).toMatch(new RegExp(`progress-${kind}-\\d{17}\\.json$`))
    expect(readFileSync(keptAs, 'utf8')).toBe(text)
    expect(loadProgress(root)).toMatchObject({ unreadable: [] })
    expect(kept()).toEqual(['a'])
  })
})

describe('a crash', () => {
  test('in the middle of a write changes nothing, and its draft goes with the next', async () => {
    await updateProgress(root, adding(first))
    writeFileSync(`${draftPrefix(own)}dead`, progressText(second).slice(0, 20))
    expect(kept()).toEqual(['a'])
    await updateProgress(root, adding(second))
    expect(kept()).toEqual(['a', 'b'])
    expect(readdirSync(dirname(own))).toEqual(['progress.json'])
  })

  test('with the lock held leaves one that is taken over: of a process that is gone, or that never wrote its name', async () => {
    const gone = JSON.stringify({ id: 'x', pid: 4_194_304, startedAt: '1', machine: 'another boot' })
    const hourAgo = new Date(Date.now() - 60 * 60 * 1_000)
    for (const [index, text] of [gone, ''].entries()) {
      writeFileSync(`${own}.lock`, text)
      utimesSync(`${own}.lock`, hourAgo, hourAgo)
      await updateProgress(root, adding(progressIn('intro', { gradings: [grading(String(index), index)] })))
    }
    expect(kept()).toEqual(['0', '1'])
    expect(readdirSync(dirname(own))).toEqual(['progress.json'])
  })
})

describe('an atomic write', () => {
  test('that loses the right to replace at the last moment changes nothing and leaves no draft', () => {
    const path = join(dir, 'file')
    writeFileSync(path, 'before')
    expect(writeAtomically(path, 'after', () => false)).toBe(false)
    expect(readFileSync(path, 'utf8')).toBe('before')
    expect(readdirSync(dir).filter((name) => name.startsWith('file'))).toEqual(['file'])
  })

  test('that fails says so, and leaves no draft', () => {
    const path = join(dir, 'folder')
    mkdirSync(path)
    chmodSync(path, 0o700)
    expect(() => writeAtomically(path, 'text')).toThrow(/EISDIR|ENOTEMPTY|EEXIST/)
    expect(readdirSync(dir).filter((name) => name.startsWith('folder'))).toEqual(['folder'])
  })
})
