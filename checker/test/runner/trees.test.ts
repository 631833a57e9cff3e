import { execFileSync } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Scene, firstFact, isRunning, until } from './harness/scene.ts'

let scene: Scene
beforeEach(() => {
  scene = new Scene()
})
afterEach(() => scene[Symbol.asyncDispose]())

const SLEEPER = `setInterval(() => {}, 1000)`
/** Starts a child of its own and tells its pid, in the way that the test says. */
const withChild = (spawnOptions: string, then: string) => `
  import { spawn } from 'node:child_process'
  const child = spawn(process.execPath, ['-e', ${JSON.stringify(SLEEPER)}], ${spawnOptions})
  child.unref()
  console.log(child.pid)
  ${then}`

describe('what a program started ends with it', () => {
  test('when it ends by itself and its child has left the process group and the session', async () => {
    const program = scene.start(withChild(`{ detached: true, stdio: 'ignore' }`, ''))
    const child = await firstFact<number>(program)
    await program.exited

    expect(isRunning(child)).toBe(false)
  })

  test('when it ends by itself and its child holds its output open', async () => {
    const program = scene.start(withChild(`{ detached: true, stdio: 'inherit' }`, ''))
    const child = await firstFact<number>(program)

    expect(await program.exited).toEqual({ code: 0, signal: null })
    expect(isRunning(child)).toBe(false)
  })

  test('when it is killed', async () => {
    const program = scene.start(withChild(`{ detached: true, stdio: 'ignore' }`, SLEEPER))
    const child = await firstFact<number>(program)
    await program.kill()

    expect([program.pid, child].map(isRunning)).toEqual([false, false])
  })

  test('when its time is over', async () => {
    // Enough for node to start twice on a machine that is busy.
    const program = scene.start(withChild(`{ stdio: 'ignore' }`, SLEEPER), { limits: { wallMs: 3_000 } })
    const child = await firstFact<number>(program)
    await program.exited

    expect(isRunning(child)).toBe(false)
  })

  test('when it forks twice, so that init is the parent', async () => {
    const forkTwice = `
      import { spawn } from 'node:child_process'
      const middle = 'const { spawn } = require("node:child_process");' +
        'const c = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" });' +
        'c.unref(); console.log(c.pid)'
      spawn(process.execPath, ['-e', middle], { detached: true, stdio: ['ignore', 'inherit', 'ignore'] })`
    const program = scene.start(forkTwice)
    const grandchild = await firstFact<number>(program)
    await program.exited

    expect(isRunning(grandchild)).toBe(false)
  })

  test('when it was seen once, though it sheds environment, session and parent', async () => {
    const program = scene.start(withChild(`{ detached: true, stdio: 'ignore', env: {} }`, `setTimeout(() => {}, 600)`))
    const child = await firstFact<number>(program)
    await program.exited

    expect(isRunning(child)).toBe(false)
  })

  test('and a child that ignores SIGTERM is no exception', async () => {
    const stubborn = `
      import { spawn } from 'node:child_process'
      const child = spawn('sh', ['-c', 'trap "" TERM; while :; do sleep 1; done'], { detached: true, stdio: 'ignore' })
      console.log(child.pid)
      process.on('SIGTERM', () => process.exit(0))`
    const program = scene.start(stubborn)
    const child = await firstFact<number>(program)
    await program.stop({ graceMs: 2_000 })

    expect(isRunning(child)).toBe(false)
  })
})

test('a program that keeps starting children cannot outrun its end', async () => {
  const spawner = `
    import { spawn } from 'node:child_process'
    setInterval(() => {
      spawn('sleep', ['30'], { detached: true, stdio: 'ignore' })
      console.log('one more')
    }, 10)`
  const program = scene.start(spawner)
  await until(() => program.stdoutLines.length >= 10, 'ten children')
  await program.kill()

  expect(marked(scene.runFolder.id)).toEqual([])
})

test('programs of others are left alone', async () => {
  const bystander = scene.start(SLEEPER, { name: 'bystander' })
  const program = scene.start(withChild(`{ detached: true, stdio: 'ignore' }`, SLEEPER))
  await firstFact(program)
  await program.kill()

  expect(bystander.running && isRunning(bystander.pid)).toBe(true)
})

/** Commands of all processes whose environment names the run, told by ps. */
function marked(runId: string): string[] {
  const flags = process.platform === 'darwin' ? '-axEww' : 'axeww'
  return execFileSync('ps', [flags, '-o', 'stat=,command='], { encoding: 'utf8', maxBuffer: 64e6 })
    .split('\n')
    .filter((line) => !line.startsWith('Z') && line.includes(`WORKSHOP_PROCESS=${runId}`))
}
