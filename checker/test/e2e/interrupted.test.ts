import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Command } from './harness/command.ts'
import { Place } from './harness/place.ts'

/** A checkout of its own: what its runs leave is what these tests leave. */
const place = new Place()
let root: string

beforeAll(() => {
  root = place.checkout()
})
afterAll(() => place[Symbol.dispose]())

/** Two scenes play: their programs run, and one of them has a child that has left its group. */
const LINGERS = `import { spawn } from 'node:child_process'
import '#shop'

spawn('sleep', ['600'], { detached: true, stdio: 'ignore' })
process.on('SIGINT', () => undefined)
setInterval(() => undefined, 1_000)
console.log('up')
`

const underWay = (command: Command) => () =>
  command.programs().filter(({ text }) => text.startsWith('sleep 600')).length >= 2

describe('Ctrl-C in the middle of a check', () => {
  test.each([
    ['ends it with 130, and no process, topic, group or file is left', {}],
    [
      'under npm run, which passes the signal on a second time, ends the broker of its own too',
      { npm: true, env: { WORKSHOP_BROKER: 'embedded' } },
    ],
  ])('%s', async (_, how) => {
    const dir = place.folder('lingers', { 'producer.ts': LINGERS })
    const args = ['check', '03', ...('npm' in how ? ['--'] : []), '--from', dir]
    await using command = new Command(args, { root, columns: 80, ...how })
    await command.until(underWay(command), 'both programs, each with its child', 60_000)
    expect(command.processes().filter(({ text }) => /\bkafka\.Kafka\b/.test(text))).toHaveLength('npm' in how ? 1 : 0)
    const pressed = performance.now()
    command.pressCtrlC()
    expect((await command.ended).exitCode).toBe(130)
    expect(performance.now() - pressed).toBeLessThan(10_000)
    expect(await command.leftovers()).toEqual([])
    expect(command.output).not.toMatch(/Error|bug|Not graded/)
  })

  test('ends a function that is being called, where no broker is needed', async () => {
    const dir = place.folder('hosted', {
      'queue-worker.ts': `${LINGERS}export const work = () => new Promise(() => {})`,
    })
    const args = ['check', '01', '--part', '2', '--from', dir]
    await using command = new Command(args, { root, columns: 80, env: { WORKSHOP_BROKER: '127.0.0.1:1' } })
    await command.until(() => command.programs().some(({ text }) => text.startsWith('sleep 600')), 'the function')
    command.pressCtrlC()
    expect((await command.ended).exitCode).toBe(130)
    expect(await command.leftovers()).toEqual([])
  })

  test('before anything has started ends it as well', async () => {
    await using command = new Command(['check', '03', '--solution'], { root, columns: 80 })
    await command.until(() => command.processes().some(({ text }) => text.includes('launch.mjs')), 'the checker')
    command.pressCtrlC()
    expect((await command.ended).exitCode).toBe(130)
    expect(await command.leftovers()).toEqual([])
  })
})

test('that Ctrl-C has ended the compiler too is no bug, though it is noticed first', async () => {
  const dir = place.folder('interrupted', { 'producer.ts': LINGERS })
  await using command = new Command(['check', '03', '--from', dir], { root, columns: 80 })
  const compiler = () => command.processes().find(({ text }) => text.includes('esbuild --service'))
  await command.until(() => compiler() !== undefined, 'the compiler')
  process.kill(compiler()?.pid ?? 0, 'SIGKILL')
  command.pressCtrlC()
  expect((await command.ended).exitCode).toBe(130)
  expect(command.output).not.toMatch(/Error|bug/)
  expect(await command.leftovers()).toEqual([])
})

test('what a checker that was killed has left is ended by the next check, on the broker too', async () => {
  const dir = place.folder('lingers', { 'producer.ts': LINGERS })
  await using killed = new Command(['check', '03', '--from', dir], { root })
  await killed.until(underWay(killed), 'both programs, each with its child')
  const checker = killed.processes().find(({ text }) => text.includes('launch.mjs'))
  process.kill(checker?.pid ?? 0, 'SIGKILL')
  await killed.ended
  expect(killed.programs().length).toBeGreaterThanOrEqual(4)
  expect((await killed.leftovers()).some((name) => name.startsWith('topic '))).toBe(true)
  await using next = new Command(['check', '03', '--from', place.folder('empty')], { root })
  expect((await next.ended).exitCode).toBe(1)
  expect((await killed.leftovers()).filter((left) => !left.startsWith('file '))).toEqual([])
})
