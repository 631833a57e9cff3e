import { execa } from 'execa'
import { once } from 'node:events'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadProgress } from '../../../src/learner/progress/store.ts'
import { Place } from '../../e2e/harness/place.ts'

/** A real process that records so many gradings. */
function writer(root: string, name: string, count: number) {
  const script = join(import.meta.dirname, 'harness/writer.ts')
  return execa(process.execPath, ['--import', 'tsx', script, root, name, String(count)], {
    reject: false,
    timeout: 60_000,
  })
}

function keptIn(root: string): string[] {
  const { progress, unreadable } = loadProgress(root)
  expect(unreadable).toEqual([])
  return (progress.exercises['intro']?.gradings ?? []).map(({ id }) => id)
}

test('three processes that record at once lose no attempt of each other', async () => {
  using place = new Place()
  const root = place.folder('checkout')
  mkdirSync(join(root, '.workshop'))
  const names = ['a', 'b', 'c']
  const ended = await Promise.all(names.map((name) => writer(root, name, 15)))
  expect(ended.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
    names.map(() => ({ exitCode: 0, stderr: '' })),
  )
  const expected = names.flatMap((name) => Array.from({ length: 15 }, (_, n) => `${name}-${n}`))
  expect(keptIn(root).sort()).toEqual(expected.sort())
  expect(readdirSync(join(root, '.workshop'))).toEqual(['progress.json'])
})

test('a process that is killed while it records loses nothing that it had recorded, and keeps nobody waiting', async () => {
  using place = new Place()
  const root = place.folder('checkout')
  mkdirSync(join(root, '.workshop'))
  const said: string[] = []
  for (const name of ['a', 'b', 'c', 'd']) {
    const process_ = writer(root, name, 100_000)
    process_.stdout.on('data', (chunk: Buffer) => said.push(...chunk.toString().split('\n').filter(Boolean)))
    await once(process_.stdout, 'data')
    process_.kill('SIGKILL')
    await process_
  }
  const { exitCode } = await writer(root, 'last', 1)
  expect(exitCode).toBe(0)
  const kept = keptIn(root)
  expect([...said, 'last-0'].filter((id) => !kept.includes(id))).toEqual([])
  expect(readdirSync(join(root, '.workshop'))).toEqual(['progress.json'])
})
