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
    ['the command', {}],
    ['npm run, which passes the signal on a second time', { npm: true }],
  ])('of %s ends it with 130 and leaves nothing', async (_, how) => {
    const dir = place.folder('lingers', { 'producer.ts': LINGERS })
    const options = { root, columns: 80, ...how }
    await using command = new Command(['check', '03', ...('npm' in how ? ['--'] : []), '--from', dir], options)
    await command.until(underWay(command), 'both programs, each with its child')
    const pressed = performance.now()
    command.pressCtrlC()
    const { exitCode } = await command.ended
    expect(exitCode).toBe(130)
    expect(performance.now() - pressed).toBeLessThan(5_000)
    expect(await command.leftovers()).toEqual([])
    expect(command.output).not.toMatch(/Error|bug|Not graded/)
  })

  test('before anything has started ends it as well', async () => {
    await using command = new Command(['check', '03', '--solution'], { root, columns: 80 })
    await command.until(() => command.processes().some(({ text }) => text.includes('launch.mjs')), 'the checker')
    command.pressCtrlC()
    // So early that Node itself may be the one that ends, by the signal.
    expect([130, 2]).toContain((await command.ended).exitCode)
    expect(await command.leftovers()).toEqual([])
  })

  test('with a broker of its own ends that too', async () => {
    const dir = place.folder('lingers', { 'producer.ts': LINGERS })
    const env = { WORKSHOP_BROKER: 'embedded' }
    await using command = new Command(['check', '03', '--from', dir], { root, env, columns: 80 })
    await command.until(underWay(command), 'both programs, each with its child', 60_000)
    expect(command.processes().filter(({ text }) => text.includes('java'))).toHaveLength(2)
    command.pressCtrlC()
    expect((await command.ended).exitCode).toBe(130)
    expect(await command.leftovers()).toEqual([])
  })
})

test('SIGTERM to the checker alone ends all as well', async () => {
  const dir = place.folder('lingers', { 'producer.ts': LINGERS })
  await using command = new Command(['check', '03', '--from', dir], { root })
  await command.until(underWay(command), 'both programs, each with its child')
  const checker = command.processes().find(({ text }) => text.includes('launch.mjs'))
  process.kill(checker?.pid ?? 0, 'SIGTERM')
  expect((await command.ended).exitCode).toBe(130)
  expect(await command.leftovers()).toEqual([])
})

test('what a checker that was killed has left is ended by the next check', async () => {
  const dir = place.folder('lingers', { 'producer.ts': LINGERS })
  await using killed = new Command(['check', '03', '--from', dir], { root })
  await killed.until(underWay(killed), 'both programs, each with its child')
  const checker = killed.processes().find(({ text }) => text.includes('launch.mjs'))
  process.kill(checker?.pid ?? 0, 'SIGKILL')
  await killed.ended
  expect(killed.programs().length).toBeGreaterThanOrEqual(4)
  await using next = new Command(['check', '03', '--from', place.folder('empty')], { root })
  expect((await next.ended).exitCode).toBe(1)
  expect(killed.processes()).toEqual([])
})
