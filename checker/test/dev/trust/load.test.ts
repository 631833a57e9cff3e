import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { availableParallelism } from 'node:os'
import { afterEach, expect, test } from 'vitest'
import { processesNaming } from '../../e2e/harness/leftovers.ts'

const LOAD = resolve(import.meta.dirname, '../../../src/dev/trust/load.ts')
const mark = randomUUID()
const busy = () => processesNaming(mark).filter(({ text }) => text.includes('--eval') && text.includes('function work'))

let parent: ChildProcess | undefined
afterEach(() => parent?.kill('SIGKILL'))

/** A process that makes a load; a line on its standard input lets it end that. */
async function startLoad(): Promise<ChildProcess> {
  const script = `
    import { once } from 'node:events'
    const { Load } = await import(${JSON.stringify(LOAD)})
    const load = Load.start()
    console.log('started')
    await once(process.stdin, 'data')
    await load.end()
    process.exit()
  `
  parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    env: { ...process.env, LOAD_TEST: mark },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(parent.stdout!, 'data')
  return parent
}

async function untilNoneIsBusy(): Promise<void> {
  const deadline = performance.now() + 10_000
  while (busy().length > 0 && performance.now() < deadline) await delay(20)
  expect(busy()).toEqual([])
}

test('a load is two processes for each core, and gone when it has ended', async () => {
  const maker = await startLoad()
  expect(busy()).toHaveLength(2 * availableParallelism())
  maker.stdin!.write('\n')
  await once(maker, 'close')
  expect(busy()).toEqual([])
})

test('a load ends also when its maker is killed', async () => {
  const maker = await startLoad()
  maker.kill('SIGKILL')
  await untilNoneIsBusy()
})
