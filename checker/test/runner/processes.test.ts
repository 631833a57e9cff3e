import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Scene, isRunning, until } from './harness/scene.ts'

let scene: Scene
beforeEach(() => {
  scene = new Scene()
})
afterEach(() => scene[Symbol.asyncDispose]())

describe('a program that ends by itself', () => {
  test('gives its code, its lines and its standard error', async () => {
    const program = scene.start(`console.log('one'); console.error('oops'); console.log('two'); process.exitCode = 3`)

    expect(await program.exited).toEqual({ code: 3, signal: null })
    expect(program.running).toBe(false)
    expect(program.stdoutLines).toEqual(['one', 'two'])
    expect(program.stdout()).toBe('one\ntwo\n')
    expect(program.stderr()).toBe('oops\n')
  })

  test('is told in the evidence: started, printed, exited', async () => {
    const program = scene.start(`console.log('hello')`)
    await program.exited

    expect(scene.evidence.all.map(({ seq: _seq, at: _at, ...event }) => event)).toEqual([
      { kind: 'started', process: 'program', pid: program.pid, certainty: 'exact' },
      { kind: 'printed', process: 'program', stream: 'stdout', line: 'hello', certainty: 'exact' },
      { kind: 'exited', process: 'program', code: 0, signal: null, certainty: 'exact' },
    ])
  })

  test('at once, before anything else happens, is no trouble', async () => {
    const programs = Array.from({ length: 5 }, (_, n) => scene.start(`process.exit(0)`, { name: `quick-${n}` }))

    expect(await Promise.all(programs.map(({ exited }) => exited))).toEqual(Array(5).fill({ code: 0, signal: null }))
  })

  test('is written down with pid and start time before it can do anything', async () => {
    const program = scene.start('')
    const lines = readFileSync(join(scene.runFolder.dir, 'processes.jsonl'), 'utf8').trim().split('\n')

    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      name: 'program',
      pid: program.pid,
      startedAt: expect.any(Number) as number,
    })
    await program.exited
  })

  test('tells all that it prints to whoever listens, also what is not kept', async () => {
    let bytes = 0
    const onOutput = (chunk: Buffer) => (bytes += chunk.length)
    const program = scene.start(`process.stdout.write('x'.repeat(300_000)); console.error('!')`, { onOutput })
    await program.exited

    expect(bytes).toBe(300_002)
    expect(program.stdout().length).toBeLessThan(100_000)
  })

  test('leaves its output in the folder of the run', async () => {
    const program = scene.start(`console.log('kept')`)
    await program.exited

    const path = join(scene.runFolder.dir, 'output', `program-${program.pid}.stdout.txt`)
    expect(readFileSync(path, 'utf8')).toBe('kept\n')
  })
})

describe('input and surroundings', () => {
  test('arguments and standard input arrive whole', async () => {
    const script = `process.stdin.pipe(process.stdout); process.stderr.write(JSON.stringify(process.argv.slice(2)))`
    const program = scene.start(script, { args: ['a b', 'ü'], stdin: 'x'.repeat(40_000) + '\nend' })
    await program.exited

    expect(program.stdout()).toBe('x'.repeat(40_000) + '\nend')
    expect(program.stderr()).toBe('["a b","ü"]')
  })

  test('a program that never reads its large input is no error of ours', async () => {
    const program = scene.start(`process.exit(0)`, { stdin: Buffer.alloc(8 * 1024 * 1024) })

    expect(await program.exited).toEqual({ code: 0, signal: null })
  })

  test('without input, standard input is at its end', async () => {
    const program = scene.start(`process.stdin.resume().on('end', () => console.log('end'))`)
    await program.exited

    expect(program.stdoutLines).toEqual(['end'])
  })

  test('the environment is clean: nothing of ours but PATH, HOME, TMPDIR, LANG, and what was given', async () => {
    process.env.npm_config_part = '2'
    const program = scene.start(`console.log(JSON.stringify(process.env))`, { env: { KAFKA_BROKERS: 'localhost:1' } })
    await program.exited
    delete process.env.npm_config_part

    const env = JSON.parse(program.stdoutLines[0] ?? '') as Record<string, string>
    expect(env).toMatchObject({ KAFKA_BROKERS: 'localhost:1', PATH: process.env.PATH })
    const allowed = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'KAFKA_BROKERS', 'WORKSHOP_PROCESS']
    expect(Object.keys(env).filter((name) => !allowed.includes(name))).toEqual([])
  })

  test('a script that is missing ends with code 1 and says so, as by hand', async () => {
    const program = scene.processes.start({ name: 'program', script: join(scene.root, 'absent.mjs'), cwd: scene.root })

    expect(await program.exited).toEqual({ code: 1, signal: null })
    expect(program.stderr()).toContain('Cannot find module')
  })

  test('a working directory that is missing is our mistake', () => {
    expect(() => scene.start('', { cwd: join(scene.root, 'absent') })).toThrow(
      expect.objectContaining({ name: 'CheckerBug', code: 'no-such-folder' }),
    )
  })

  test('an error thrown from a timer ends the program with code 1 and its stack', async () => {
    const program = scene.start(`setTimeout(() => { throw new Error('late') }, 1)`)

    expect(await program.exited).toEqual({ code: 1, signal: null })
    expect(program.stderr()).toContain('Error: late')
  })
})

describe('ending a program', () => {
  const HEEDS = `process.on('SIGTERM', () => { console.log('bye'); process.exit(0) }); setInterval(() => {}, 1000); console.log('up')`
  const IGNORES = `process.on('SIGTERM', () => console.log('no')); setInterval(() => {}, 1000); console.log('up')`

  test('stop: one that heeds SIGTERM ends in its own way', async () => {
    const program = scene.start(HEEDS)
    await until(() => program.stdoutLines.length > 0, 'up')

    expect(await program.stop({ graceMs: 5_000 })).toEqual({ code: 0, signal: null })
    expect(program.stdoutLines).toEqual(['up', 'bye'])
    expect(scene.evidence.of('signalled').map(({ signal }) => signal)).toEqual(['SIGTERM'])
  })

  test('stop: one that ignores SIGTERM is killed after its grace', async () => {
    const program = scene.start(IGNORES)
    await until(() => program.stdoutLines.length > 0, 'up')

    expect(await program.stop({ graceMs: 100 })).toEqual({ code: null, signal: 'SIGKILL' })
    expect(program.stdoutLines).toEqual(['up', 'no'])
    expect(scene.evidence.of('signalled').map(({ signal }) => signal)).toEqual(['SIGTERM', 'SIGKILL'])
  })

  test('stop and kill of one that has ended do nothing and say how it ended', async () => {
    const program = scene.start(`process.exitCode = 4`)
    await program.exited
    await program.kill()

    expect(await program.stop({ graceMs: 1 })).toEqual({ code: 4, signal: null })
    expect(program.signal('SIGTERM')).toBe(false)
    expect(scene.evidence.of('signalled')).toEqual([])
  })

  test('kill: one that is stopped (SIGSTOP) dies too', async () => {
    const program = scene.start(IGNORES)
    await until(() => program.stdoutLines.length > 0, 'up')
    program.signal('SIGSTOP')
    await program.kill()

    expect(await program.exited).toEqual({ code: null, signal: 'SIGKILL' })
    expect(isRunning(program.pid)).toBe(false)
  })

  test('endAll ends every program side by side', async () => {
    const programs = [1, 2, 3].map((n) => scene.start(IGNORES, { name: `stubborn-${n}` }))
    await until(() => programs.every(({ stdoutLines }) => stdoutLines.length > 0), 'up')
    await scene.processes.endAll({ graceMs: 300 })

    const signals = scene.evidence.of('signalled').map(({ signal }) => signal)
    expect(signals).toEqual(['SIGTERM', 'SIGTERM', 'SIGTERM', 'SIGKILL', 'SIGKILL', 'SIGKILL'])
    expect(programs.map(({ pid }) => isRunning(pid))).toEqual([false, false, false])
  })
})

describe('limits', () => {
  test('one that never ends is ended at its wall limit', async () => {
    const program = scene.start(`setInterval(() => {}, 1000)`, { limits: { wallMs: 200 } })

    expect(await program.exited).toEqual({ code: null, signal: 'SIGKILL' })
    expect(scene.evidence.of('limited')).toMatchObject([{ limit: 'time', detail: 'still running after 200 ms' }])
  })

  test('a busy loop is ended at its wall limit', async () => {
    const program = scene.start(`for (;;);`, { limits: { wallMs: 200 } })

    expect(await program.exited).toEqual({ code: null, signal: 'SIGKILL' })
  })

  test('one that eats memory is ended at its limit', async () => {
    const eat = `const kept = []; setInterval(() => { if (kept.length < 60) kept.push(Buffer.alloc(10e6, 1)) }, 10)`
    const program = scene.start(eat, { limits: { memoryBytes: 200e6, wallMs: 20_000 } })

    expect(await program.exited).toEqual({ code: null, signal: 'SIGKILL' })
    expect(scene.evidence.of('limited')).toMatchObject([{ limit: 'memory' }])
  })

  test('memory of its children counts', async () => {
    const script = `
      import { spawn } from 'node:child_process'
      const eat = 'const kept = Buffer.alloc(90e6, 1); setInterval(() => kept, 1000)'
      for (let n = 0; n < 3; n++) spawn(process.execPath, ['-e', eat], { detached: true, stdio: 'ignore' })
      setInterval(() => {}, 1000)`
    const program = scene.start(script, { limits: { memoryBytes: 300e6, wallMs: 20_000 } })
    await program.exited

    expect(scene.evidence.of('limited')).toMatchObject([{ limit: 'memory' }])
  })

  test('a flood is drained and counted, its end is kept, and it is no error', async () => {
    const flood = `for (let n = 0; n < 200; n++) process.stdout.write('x'.repeat(9_999) + '\\n'); console.log('{"sent":3}')`
    const program = scene.start(flood)

    expect(await program.exited).toEqual({ code: 0, signal: null })
    expect(program.outputBytes.stdout).toBe(2_000_011)
    expect(program.stdoutLines.at(-1)).toBe('{"sent":3}')
    expect(program.stdout().length).toBeLessThan(100_000)
    expect(scene.evidence.of('printed').length).toBeLessThan(10)
    expect(scene.evidence.of('printed').at(-1)).toMatchObject({ line: '{"sent":3}', certainty: 'polled' })
    expect(scene.evidence.of('limited')).toEqual([])
  })

  test('a flood without end is ended at its limit', async () => {
    const flood = `const write = () => { while (process.stdout.write('y'.repeat(65_536))); process.stdout.once('drain', write) }; write()`
    const program = scene.start(flood, { limits: { outputBytes: 5e6, wallMs: 20_000 } })

    expect(await program.exited).toEqual({ code: null, signal: 'SIGKILL' })
    expect(scene.evidence.of('limited')).toMatchObject([{ limit: 'output' }])
    expect(program.outputBytes.stdout).toBeLessThan(10e6)
  })
})
