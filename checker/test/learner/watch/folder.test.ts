import { mkdirSync, mkdtempSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { FolderWatch, differences, snapshotOf } from '../../../src/learner/watch/folder.ts'

let dir: string
let watch: FolderWatch
let saves: string[][]
const put = (name: string, text: string) => writeFileSync(join(dir, name), text)
/** Waits until these files were told, in one save or several. */
const told = (...files: string[]) =>
  vi.waitFor(() => expect([...new Set(saves.flat())].sort()).toEqual(files), { timeout: 5_000, interval: 5 })

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'workshop-watch-'))
  put('producer.ts', 'one')
  saves = []
  watch = new FolderWatch(dir, (files) => saves.push([...files]))
})
afterEach(() => {
  watch.close()
  rmSync(dir, { recursive: true, force: true })
})

describe('a watched folder tells', () => {
  test.each([
    ['a file that is written', () => put('producer.ts', 'two')],
    [
      'one that another takes the place of',
      () => (put('.draft', 'two'), renameSync(join(dir, '.draft'), join(dir, 'producer.ts'))),
    ],
    ['one that is deleted', () => unlinkSync(join(dir, 'producer.ts'))],
  ])('%s', async (_, save) => {
    save()
    await told('producer.ts')
  })

  test('both names of one that is renamed', async () => {
    renameSync(join(dir, 'producer.ts'), join(dir, 'sender.ts'))
    await told('producer.ts', 'sender.ts')
  })

  test('one in a folder that was made meanwhile', async () => {
    mkdirSync(join(dir, 'lib'))
    put('lib/lines.ts', 'one')
    await told('lib/lines.ts')
    saves = []
    put('lib/lines.ts', 'two')
    await told('lib/lines.ts')
  })

  test('its files also when the folder itself was replaced', async () => {
    rmSync(dir, { recursive: true })
    await told('producer.ts')
    saves = []
    mkdirSync(dir)
    put('producer.ts', 'new')
    await told('producer.ts')
    saves = []
    put('producer.ts', 'newer')
    await told('producer.ts')
  })

  test('many writes in a row once, when the last is done', async () => {
    for (let write = 0; write < 50; write += 1) put('producer.ts', `text ${write}`)
    await told('producer.ts')
    expect(saves).toHaveLength(1)
  })
})

test('what editors leave beside a file, hidden files and texts are no files of an exercise', () => {
  for (const name of ['4913', 'producer.ts~', '.producer.ts.swp', '#producer.ts#', 'README.md']) put(name, '')
  expect([...snapshotOf(dir).keys()]).toEqual(['./', 'producer.ts'])
})

test('two looks differ by what came, went or was written', () => {
  const before = new Map([...['a', 'b', 'c'].map((name) => [name, '1'] as const)])
  expect(differences(before, new Map([...before, ['b', '2'], ['d', '1']]))).toEqual(['b', 'd'])
  expect(differences(before, new Map([['a', '1']]))).toEqual(['b', 'c'])
})
