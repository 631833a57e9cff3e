import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { GradingContext } from '../../src/grading/context.ts'
import { remote, returned } from '../../src/grading/host.ts'
import { NotStarted, Ungradable, Unmet } from '../../src/grading/outcomes.ts'
import { Stage } from '../../src/grading/stage.ts'
import { until } from '../../src/grading/waiting.ts'
import { RemoteRefusal, RunFolder } from '../../src/runner/index.ts'
import { sandboxHere } from '../support/sandbox.ts'

const ROOT = resolve(import.meta.dirname, '../../..')
/** As `#shop` has it, in the little of it that a host meets. */
const NOT_WRITTEN = `
  import { writeFileSync } from 'node:fs'
  function notWritten(step) { writeFileSync(process.env.WORKSHOP_NOT_WRITTEN, step); process.exit(64) }`

let root: string
let stage: Stage

async function open({ sandbox = false } = {}): Promise<void> {
  root = mkdtempSync(join(tmpdir(), 'host-'))
  mkdirSync(join(root, 'workspace'))
  const context: GradingContext = {
    root: ROOT,
    exercise: '99-anything',
    seed: 1,
    parts: null,
    smaller: null,
    runFolder: RunFolder.create(root).dir,
    workspace: join(root, 'workspace'),
    bootstrap: null,
    internalTopics: false,
    withoutBroker: [1],
    programs: { 'functions.ts': join(root, 'workspace', 'functions.mjs') },
    unusable: [],
    sandbox: sandbox ? { readable: [] } : null,
    limits: { wallMs: 20_000, memoryBytes: 512 * 1024 * 1024 },
  }
  stage = await Stage.open(context, 'a scene')
}

function write(source: string): void {
  writeFileSync(join(root, 'workspace', 'functions.mjs'), source)
}

afterEach(async () => {
  await stage.close()
  rmSync(root, { recursive: true, force: true })
})

const ways = [
  { way: 'as the user', sandbox: false },
  ...(sandboxHere() ? [{ way: 'in the sandbox', sandbox: true }] : []),
]

describe.each(ways)('a function in a process of its own, $way', ({ sandbox }) => {
  beforeEach(() => open({ sandbox }))

  test('is called with JSON and gives JSON back, or nothing', async () => {
    write(`export const sum = ({ a, b }) => ({ sum: a + b }); export async function nothing() {}`)
    const host = await stage.host('functions.ts')

    expect(await host.call('sum', [{ a: 2, b: 3 }])).toEqual({ kind: 'returned', value: { sum: 5 } })
    expect(await host.call('nothing')).toEqual({ kind: 'returned', value: undefined })
  })

  test('calls functions of ours, and gets their values and errors', async () => {
    write(`export async function work(queue, handle) {
      for (let message = await queue.receive(); message; message = await queue.receive()) {
        try { await handle(message) } catch (error) { await queue.fail(message, error.name + ': ' + error.message) }
      }
    }`)
    const messages = ['a', 'b']
    const failed: unknown[] = []
    const queue = remote('queue', { receive: () => messages.shift(), fail: (...args) => void failed.push(args) })
    const handle = remote('handle', (message) => {
      if (message === 'b') throw new RemoteRefusal('UnavailableError', 'try later')
    })
    const host = await stage.host('functions.ts')

    expect(await host.call('work', [queue, handle])).toEqual({ kind: 'returned', value: undefined })
    expect(failed).toEqual([['b', 'UnavailableError: try later']])
    const crossed = stage.evidence.all.flatMap((event) =>
      event.kind === 'remote-called' ? [`${event.name}(${event.args.join()})`] : [],
    )
    expect(crossed).toEqual([
      'queue.receive()',
      'handle(a)',
      'queue.receive()',
      'handle(b)',
      'queue.fail(b,UnavailableError: try later)',
      'queue.receive()',
    ])
  })

  test('is told as not written, alone or for the whole scene', async () => {
    write(`${NOT_WRITTEN}
      export const one = () => 1
      export const two = () => notWritten('add one to one')`)
    const partly = await stage.host('functions.ts', { partly: true })

    expect(await partly.call('two')).toEqual({ kind: 'not-written', firstStep: 'add one to one' })
    expect(await partly.call('one')).toEqual({ kind: 'returned', value: 1 })
    expect(() => stage.checkStarted()).not.toThrow()
    await expect((await stage.host('functions.ts')).call('two')).rejects.toThrow(NotStarted)
  })

  test('ends its process, and the next call has another', async () => {
    write(`export const leave = () => process.exit(0); export const answer = () => 42`)
    const host = await stage.host('functions.ts')

    expect(await host.call('leave')).toEqual({
      kind: 'ended',
      fate: expect.stringMatching(/^ended with exit code 0/) as string,
    })
    expect(await host.call('answer')).toEqual({ kind: 'returned', value: 42 })
    expect(stage.evidence.of('started').map(({ process }) => process)).toEqual(['functions', 'functions-2'])
  })

  test('that loops for ever is overdue and killed', async () => {
    write(`export const loop = () => { for (;;) {} }; export const answer = () => 42`)
    const host = await stage.host('functions.ts')

    expect(await host.call('loop', [], { limitMs: 300 })).toEqual({ kind: 'overdue', limitMs: 300 })
    expect(await host.call('answer')).toEqual({ kind: 'returned', value: 42 })
  })
})

describe('the end of a call', () => {
  beforeEach(() => open())

  test.for([
    [
      'throws',
      `throw new RangeError('too far')`,
      { kind: 'threw', name: 'RangeError', message: 'too far', loading: false },
    ],
    [
      'throws what is no error',
      `throw { a: 1 }`,
      { kind: 'threw', name: 'object', message: '{ a: 1 }', loading: false },
    ],
    ['gives a BigInt', `return 3n`, { kind: 'unreadable', shown: '3n' }],
    ['gives NaN within', `return { n: NaN }`, { kind: 'unreadable', shown: '{ n: NaN }' }],
    ['gives a Map', `return new Map([[1, 2]])`, { kind: 'unreadable', shown: 'Map(1) { 1 => 2 }' }],
    [
      'gives a circle',
      `const a = []; a.push(a); return a`,
      { kind: 'unreadable', shown: '<ref *1> [ [Circular *1] ]' },
    ],
    ['gives a megabyte', `return 'x'.repeat(1e6)`, { kind: 'unreadable', shown: `'${'x'.repeat(499)}` }],
    ['waits for nothing', `await new Promise(() => {})`, { kind: 'never-settles' }],
    [
      'is called back too late',
      `await new Promise((r) => setTimeout(r, 20)); return 1`,
      { kind: 'returned', value: 1 },
    ],
  ] as const)('%s', async ([, body, outcome]) => {
    write(`export async function f() { ${body} }`)

    expect(await (await stage.host('functions.ts')).call('f')).toEqual(outcome)
  })

  test.for([
    ['has no such export', `export const g = 1`, { kind: 'missing', found: 'undefined', exports: ['g'] }],
    ['exports no function', `export const f = 1`, { kind: 'missing', found: 'number', exports: ['f'] }],
    [
      'fails as it loads',
      `null.x`,
      { kind: 'threw', name: 'TypeError', loading: true, message: expect.any(String) as string },
    ],
    ['waits for ever as it loads', `await new Promise(() => {})`, { kind: 'never-settles' }],
    ['is not there', undefined, { kind: 'threw', name: 'Error', loading: true, message: expect.any(String) as string }],
  ] as const)('of a file that %s', async ([, source, outcome]) => {
    if (source !== undefined) write(source)

    expect(await (await stage.host('functions.ts')).call('f')).toEqual(outcome)
  })

  test('is stuck as soon as the scene sees it', async () => {
    write(`export async function poll(receive) { for (;;) await receive() }`)
    let asked = 0
    const receive = remote('receive', () => void (asked += 1))

    expect(await (await stage.host('functions.ts')).call('poll', [receive], { stuck: () => asked > 10 })).toEqual({
      kind: 'stuck',
    })
    expect(asked).toBeLessThan(20)
  })

  test('becomes a value, a finding, or a part that was not started', () => {
    expect(returned('f', { kind: 'returned', value: 1 })).toBe(1)
    expect(() => returned('f', { kind: 'ended', fate: 'ended with exit code 1' })).toThrow(Unmet)
    expect(() => returned('f', { kind: 'not-written', firstStep: 'think' })).toThrow(NotStarted)
  })
})

describe('what crosses', () => {
  beforeEach(() => open())

  test('is answered after all that the same turn called', async () => {
    write(`export async function f(handle, ack) { handle(1); await ack(1) }`)
    const functions = [remote('handle', () => undefined), remote('ack', () => undefined)]
    await (await stage.host('functions.ts')).call('f', functions)

    const order = stage.evidence.all.flatMap((event) =>
      event.kind.startsWith('remote-') && 'name' in event ? [`${event.kind} ${event.name}`] : [],
    )
    expect(order).toEqual([
      'remote-called handle',
      'remote-called ack',
      'remote-answered handle',
      'remote-answered ack',
    ])
  })

  test('and takes its time is answered after all that goes on without the answer, in a process however slow', async () => {
    write(`
      const standStill = () => { for (const end = Date.now() + 50; Date.now() < end; ); }
      export async function f(handle, receive) {
        handle(1)
        setImmediate(() => setImmediate(standStill))
        await receive()
      }`)
    const host = await stage.host('functions.ts')
    await host.call('f', [remote('handle', () => host.linger(3)), remote('receive', () => undefined)])
    await until(stage.evidence, () => stage.evidence.of('remote-answered').length === 2, { limitMs: 5_000 })

    const ends = stage.evidence.all.flatMap((event) =>
      event.kind === 'remote-answered' || event.kind === 'call-ended' ? [event] : [],
    )
    expect(ends.map((event) => ('name' in event ? event.name : 'the call'))).toEqual(['receive', 'the call', 'handle'])
  })

  test('that JSON does not hold is refused there, and does not cross', async () => {
    write(`export async function f(send) { try { await send(1n) } catch (error) { return error.message } }`)
    const outcome = await (await stage.host('functions.ts')).call('f', [remote('send', () => undefined)])

    expect(outcome).toEqual({ kind: 'returned', value: "It can't be sent: [ 1n ] is not JSON." })
    expect(stage.evidence.of('remote-called')).toEqual([])
  })

  test('and fails on our side makes the scene ungradable', async () => {
    write(`export async function f(send) { await send() }`)
    const broken = remote('send', () => {
      throw new Error('our own mistake')
    })

    await expect((await stage.host('functions.ts')).call('f', [broken])).rejects.toThrow(Ungradable)
  })

  test('is kept with the evidence', async () => {
    write(`export async function f(send) { await send({ id: 7 }) }`)
    await (await stage.host('functions.ts')).call('f', [remote('send', () => 'ok')])
    await stage.close()

    const kept = readFileSync(join(stage.file('x', ''), '..', 'evidence.jsonl'), 'utf8')
    expect(kept).toContain('"kind":"remote-called","process":"functions","call":1,"name":"send","args":[{"id":7}]')
  })
})

describe('a process that lies', () => {
  beforeEach(() => open())
  const channel = `import { writeSync } from 'node:fs'; const say = (text) => { for (let rest = Buffer.from(text); rest.length > 0;) { try { rest = rest.subarray(writeSync(3, rest)) } catch (error) { if (error.code !== 'EAGAIN') throw error } } };`

  test.for([
    ['speaks no JSON', `say('garbage\\n')`, 'a message that no host sends'],
    [
      'answers a call that nobody made',
      `say('{"type":"returned","call":99,"value":1}\\n')`,
      'a message that no host sends',
    ],
    [
      'calls a function that it was not given',
      `say('{"type":"remote","crossing":1,"remote":7,"args":[]}\\n')`,
      'no host sends',
    ],
    [
      'nests for ever',
      `say('{"type":"returned","call":1,"value":' + '['.repeat(1e5) + ']'.repeat(1e5) + '}\\n')`,
      'no host sends',
    ],
    ['never ends a line', `say('x'.repeat(2e6))`, 'a message of more than 1 MB'],
    ['floods', `say('{"type":"turn"}\\n'.repeat(100_001))`, 'more than 100000 messages'],
    ['closes the channel', `(await import('node:fs')).closeSync(3)`, 'the channel to the checker was closed'],
  ] as const)('%s', async ([, deed, told]) => {
    write(
      `${channel} export async function f() { ${deed}; await new Promise((r) => setTimeout(r, 9_000)) }; export const g = () => 1`,
    )
    const host = await stage.host('functions.ts')

    expect(await host.call('f')).toEqual({ kind: 'ended', fate: expect.stringContaining(told) as string })
    expect(await host.call('g')).toEqual({ kind: 'returned', value: 1 })
  })

  test('can forge its own answer, and no prototype by it', async () => {
    write(`${channel} export async function f() {
      Object.prototype.polluted = true
      say('{"type":"returned","call":1,"value":{"__proto__":{"admin":true},"n":1}}\\n')
      return 2
    }`)
    const outcome = await (await stage.host('functions.ts')).call('f')

    expect(outcome).toEqual({ kind: 'returned', value: { n: 1 } })
    expect({}).not.toHaveProperty('polluted')
  })
})
