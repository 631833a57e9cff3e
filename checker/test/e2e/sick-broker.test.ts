import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { type OwnBroker, startEmbedded } from '../../src/broker/index.ts'
import { Cluster } from '../../src/protocol/index.ts'
import { check, finishedCheck, solution, startCheck } from './harness/check.ts'
import { run } from './harness/command.ts'
import { Gate, sendingAt, stoppingAt } from './harness/gate.ts'
import { Place, ROOT } from './harness/place.ts'
import { pidOf } from './harness/user.ts'

/** What a check whose broker is gone may take to say so. */
const GONE_LIMIT_MS = 20_000
/** Above the 5 seconds in which a program must have ended after SIGTERM, and below those after which a broker is given up. */
const LONG_PAUSE_MS = 5_400

const OWN = { WORKSHOP_BROKER: 'embedded', WORKSHOP_WARM_MINUTES: '0' }

/** Grades a consumer whose Kafka is paused when the consumer is about to stop, for longer than it may take for that. */
async function checkedWhilePaused(consumer: (gate: Gate) => string) {
  using place = new Place()
  const gate = new Gate(place.dir)
  const programs = { 'consumer.ts': consumer(gate), 'producer.ts': solution('producer.ts') }
  await using running = startCheck(['--part', '3'], { env: OWN, programs })
  await running.command.until(() => gate.reached, 'a consumer that is asked to stop', 60_000)
  const kafka = pidOf('kafka', running.command.processes())
  process.kill(kafka, 'SIGSTOP')
  gate.open()
  await delay(LONG_PAUSE_MS)
  process.kill(kafka, 'SIGCONT')
  return await finishedCheck(running)
}

describe('a Kafka that stands still while a program stops', () => {
  test.concurrent('is not held against a program that is right', async () => {
    const { result, stderr } = await checkedWhilePaused(stoppingAt)
    expect(result).toMatchObject({ status: 'ungradable', parts: [{ status: 'ungradable' }] })
    expect(result.fault).toMatch(/^The broker took \d\.\d s to answer\. Graded once more, the programs did not fail\.$/)
    expect(result.tests.filter(({ finding }) => finding)).toEqual([])
    expect(stderr).toContain('The reference solution is graded on this broker first')
  })

  test.concurrent('does not hide what is wrong with another', async () => {
    const miscounts = (gate: Gate) => stoppingAt(gate).replace('receipts += 1', 'receipts += 2')
    const { result } = await checkedWhilePaused(miscounts)
    const failed = result.tests.filter(({ status }) => status !== 'pass')
    expect(failed).toMatchObject([{ name: 'counts receipts and skipped records in its last line', status: 'fail' }])
    expect(result.status).toBe('failed')
    expect(result.notes.join('\n')).toContain('the reference solution was graded on the same broker, which passed')
  })
})

test('a Kafka that stands still for good is given up, and nobody is blamed', async () => {
  using place = new Place()
  const gate = new Gate(place.dir)
  const producer = sendingAt(gate)
  const programs = { 'producer.ts': producer, 'consumer.ts': solution('consumer.ts') }
  await using running = startCheck([], { env: OWN, programs })
  await running.command.until(() => gate.reached, 'a producer that is about to send', 60_000)
  const paused = performance.now()
  process.kill(pidOf('kafka', running.command.processes()), 'SIGSTOP')
  gate.open()
  const { result, exitCode, leftovers } = await finishedCheck(running)
  expect(performance.now() - paused).toBeLessThan(GONE_LIMIT_MS)
  expect({ exitCode, leftovers, status: result.status }).toEqual({ exitCode: 3, leftovers: [], status: 'ungradable' })
  expect(result.fault).toMatch(/does not answer/)
  expect(result.tests.filter(({ finding }) => finding)).toEqual([])
})

describe('a broker that is somebody else’s', () => {
  test.concurrent('is restarted in the middle: what is right passes, and what is wrong is told', async () => {
    using place = new Place()
    await using broker = await someonesBroker(place)
    const gate = new Gate(place.dir)
    const producer = sendingAt(gate)
    const keyless = producer.replace('    key: purchase.shop,\n', '')
    const env = { WORKSHOP_BROKER: broker.bootstrap }
    const both = [producer, keyless].map((text) =>
      startCheck(['--part', '1'], { env, programs: { 'producer.ts': text } }),
    )
    try {
      for (const { command } of both)
        await command.until(() => command.programs().length === 2, 'both programs', 60_000)
      await both[0]?.command.until(() => gate.reached, 'a producer that is about to send')
      await broker.restart()
      gate.open()
      const [right, wrong] = await Promise.all(both.map(finishedCheck))
      expect(['passed', 'ungradable']).toContain(right?.result.status)
      expect(['failed', 'ungradable']).toContain(wrong?.result.status)
      const beliefs = wrong?.result.tests.flatMap(({ finding }) => finding?.belief ?? [])
      expect(new Set(beliefs)).toEqual(new Set(wrong?.result.status === 'failed' ? ['no-key'] : []))
    } finally {
      for (const running of both) await running[Symbol.asyncDispose]()
    }
    const next = await check(['--part', '1', '--solution'], { env })
    expect(next.result.status).toBe('passed')
  })

  test.concurrent('and has lost its ZooKeeper: that is said before anything is graded', async () => {
    using place = new Place()
    await using broker = await someonesBroker(place)
    process.kill(broker.zookeeper, 'SIGSTOP')
    const { exitCode, stderr, stdout } = await run(['check', '03', '--solution'], {
      env: { WORKSHOP_BROKER: broker.bootstrap },
    })
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' })
    expect(stderr).toContain(
      `The broker at ${broker.bootstrap} (WORKSHOP_BROKER) answers, but changes nothing any more, as when its ZooKeeper is gone`,
    )
  })
})

/** A broker that no command of ours started. */
async function someonesBroker(place: Place) {
  const logDir = place.folder('log')
  const broker: OwnBroker = await startEmbedded({ root: ROOT, env: process.env, say: () => undefined, logDir })
  const [zookeeper = 0, kafka = 0] = broker.pids
  const restarted: ReturnType<typeof spawn>[] = []
  return {
    bootstrap: broker.bootstrap,
    zookeeper,
    /**
     * Ends Kafka and starts it again as it was started, with its data and on its port, until it can be worked with. It is asked to
     * end: ZooKeeper lets no other broker have the id of one that was killed for 18 seconds.
     */
    restart: async () => {
      const [file = '', ...args] = readFileSync(`/proc/${kafka}/cmdline`, 'utf8').split('\0').slice(0, -1)
      process.kill(kafka, 'SIGTERM')
      await broker.failed
      restarted.push(spawn(file, args, { stdio: 'ignore' }))
      await untilWell(broker.bootstrap)
    },
    [Symbol.asyncDispose]: async () => {
      for (const child of restarted) child.kill('SIGKILL')
      await broker.close({ sick: true })
    },
  }
}

async function untilWell(bootstrap: string): Promise<void> {
  const deadline = performance.now() + 60_000
  for (;;) {
    try {
      const cluster = await Cluster.connect(bootstrap)
      await cluster.takesChanges().finally(() => cluster.close())
      return
    } catch (error) {
      if (performance.now() > deadline) throw error
      await delay(50)
    }
  }
}
