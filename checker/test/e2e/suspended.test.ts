import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { check, finishedCheck, startCheck } from './harness/check.ts'
import { Gate, sendingAt, stoppingAt } from './harness/gate.ts'
import { Place } from './harness/place.ts'
import { User } from './harness/user.ts'

/**
 * Longer than all that a machine which slept may cut short: 5 s to stop, 10 s of a member's session, 12 and 15 s of a scene's
 * waits, and 18 s of Kafka's own session with ZooKeeper. A minute would cut short no more.
 */
const ASLEEP_MS = 20_000

test('a machine that sleeps in the middle of checks makes no wrong verdict, and the next check works', async () => {
  using place = new Place()
  await using user = new User(place)
  expect((await check(['--solution', '--part', '2'], user)).exitCode).toBe(0)
  const [send, stop] = [new Gate(place.dir, 'send'), new Gate(place.dir, 'stop')]
  const wrong = { 'producer.ts': sendingAt(send).replace('    key: purchase.shop,\n', '') }
  const right = { 'consumer.ts': stoppingAt(stop) }
  // In this order: a producer has more time to wait than a consumer that is asked to stop.
  await using sending = startCheck(['--part', '1'], { env: user.env, programs: wrong })
  await sending.command.until(() => send.reached, 'a producer that is about to send', 60_000)
  await using stopping = startCheck(['--part', '3'], { env: user.env, programs: right })
  await stopping.command.until(() => stop.reached, 'a consumer that is asked to stop', 60_000)

  const all = user.processes().map(({ pid }) => pid)
  for (const pid of all) signal(pid, 'SIGSTOP')
  for (const gate of [send, stop]) gate.open()
  await delay(ASLEEP_MS)
  for (const pid of all) signal(pid, 'SIGCONT')

  const [first, second] = await Promise.all([finishedCheck(stopping), finishedCheck(sending)])
  expect(['passed', 'ungradable']).toContain(first.result.status)
  expect(['failed', 'ungradable']).toContain(second.result.status)
  const beliefs = second.result.tests.flatMap(({ finding }) => finding?.belief ?? [])
  expect(beliefs).toEqual(second.result.status === 'failed' ? ['no-key'] : [])
  const next = await check(['--solution', '--part', '1'], user)
  expect(next.result.status).toBe('passed')
  await user.stopBroker()
  expect(user.processes()).toEqual([])
}, 240_000)

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended in between.
  }
}
