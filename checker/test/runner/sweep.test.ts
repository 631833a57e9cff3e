import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Evidence } from '../../src/evidence/index.ts'
import { Processes, RunFolder, endAll, sweep } from '../../src/runner/index.ts'
import { isRunning, until } from './harness/scene.ts'

const standIn = fileURLToPath(new URL('harness/stand-in-checker.ts', import.meta.url))

/** Ignores SIGTERM, as its child does, which has left group and session; prints the child's pid into a file. */
const STUBBORN = `
  import { spawn } from 'node:child_process'
  import { appendFileSync } from 'node:fs'
  process.on('SIGTERM', () => {})
  const child = spawn('sh', ['-c', 'trap "" TERM; while :; do sleep 1; done'], { detached: true, stdio: 'ignore' })
  appendFileSync('children.txt', child.pid + '\\n')
  setInterval(() => {}, 1000)`

let root: string
let script: string
let checkers: ChildProcess[]
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sweep-'))
  script = join(root, 'stubborn.mjs')
  writeFileSync(script, STUBBORN)
  checkers = []
})
afterEach(async () => {
  for (const checker of checkers) checker.kill('SIGKILL')
  await Promise.all(
    checkers.map(async (checker) => {
      if (checker.exitCode === null && checker.signalCode === null) await once(checker, 'exit')
    }),
  )
  await sweep(root)
  rmSync(root, { recursive: true, force: true })
})

interface Facts {
  readonly runDir: string
  readonly pids: readonly number[]
  readonly swept: readonly string[]
}

/** Starts a checker that starts two programs, each with a child; gives back all four pids besides. */
async function startChecker(thread: 'main-thread' | 'worker-thread') {
  const before = children().length
  const checker = spawn(process.execPath, ['--import', 'tsx', standIn, root, script, thread], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  checkers.push(checker)
  for await (const line of createInterface({ input: checker.stdout })) {
    const facts = JSON.parse(line) as Facts
    await until(() => children().length === before + 2, 'the children of both programs')
    return { checker, ...facts, all: [...facts.pids, ...children().slice(before)] }
  }
  throw new Error('the checker printed nothing')
}

function children(): number[] {
  const path = join(root, 'children.txt')
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').map(Number) : []
}

describe.each(['main-thread', 'worker-thread'] as const)('programs started in the %s', (thread) => {
  test('are all ended at Ctrl-C, and nothing is left', async () => {
    const { checker, all, runDir } = await startChecker(thread)
    expect(all.map(isRunning)).toEqual([true, true, true, true])
    checker.kill('SIGINT')

    expect(await once(checker, 'exit')).toEqual([130, null])
    expect(all.map(isRunning)).toEqual([false, false, false, false])
    expect(existsSync(join(runDir, 'ended'))).toBe(true)
  })

  test('are ended by the next command when the checker was killed', async () => {
    const { checker, all, runDir } = await startChecker(thread)
    checker.kill('SIGKILL')
    await once(checker, 'exit')
    expect(all.map(isRunning)).toEqual([true, true, true, true])

    expect(await sweep(root, { forget: false })).toEqual([runDir])
    expect(all.map(isRunning)).toEqual([false, false, false, false])
    expect(await sweep(root)).toEqual([runDir])
    expect(existsSync(join(runDir, 'ended'))).toBe(true)
    expect(await sweep(root)).toEqual([])
  })
})

test('a run whose checker lives is left alone, also by a second checker', async () => {
  const first = await startChecker('main-thread')
  const second = await startChecker('main-thread')

  expect(second.swept).toEqual([])
  expect(await sweep(root)).toEqual([])
  expect([...first.all, ...second.all].map(isRunning)).toEqual(Array(8).fill(true))
})

test('a pid that is somebody else’s by now is left alone', async () => {
  const { checker, all, runDir } = await startChecker('main-thread')
  checker.kill('SIGKILL')
  await once(checker, 'exit')
  const stranger = spawn('sleep', ['60'])
  try {
    appendFileSync(
      join(runDir, 'processes.jsonl'),
      `${JSON.stringify({ name: 'x', pid: stranger.pid, startedAt: 1 })}\n`,
    )
    appendFileSync(join(runDir, 'processes.jsonl'), `{"name":"y","pid":-1,"startedAt":1}\n{"name":"cut sho`)
    await sweep(root)

    expect(all.map(isRunning)).toEqual([false, false, false, false])
    expect(isRunning(stranger.pid ?? 0)).toBe(true)
  } finally {
    stranger.kill('SIGKILL')
  }
})

test('after endAll nothing more can be started in the run', async () => {
  const runFolder = RunFolder.create(root)
  const processes = new Processes({ runFolder, evidence: new Evidence() })
  const running = processes.start({ name: 'program', script, cwd: root })
  expect(await endAll(runFolder, { graceMs: 0 })).toEqual([])

  // Which signal ended it depends on how far it had come.
  expect(await running.exited).toMatchObject({ code: null })
  expect(() => processes.start({ name: 'late', script, cwd: root })).toThrow(
    expect.objectContaining({ code: 'run-ended' }),
  )
})

test('endAll of a run that started nothing is done at once', async () => {
  expect(await endAll(RunFolder.create(root))).toEqual([])
})

test('a folder that holds other things than runs is no trouble', async () => {
  const { dir } = RunFolder.create(root)
  writeFileSync(join(dir, '..', 'notes.txt'), '')
  writeFileSync(join(dir, 'run.json'), '{')

  expect(await sweep(root)).toEqual([])
  expect(readdirSync(join(dir, '..'))).toContain('notes.txt')
})
