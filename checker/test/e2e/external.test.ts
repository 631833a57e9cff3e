import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseReport } from '../../src/report/parse.ts'
import { Cluster } from '../../src/protocol/index.ts'
import { type ExternalBroker, ExternalKafka } from '../broker/harness/external.ts'
import { uniqueName } from '../support/broker.ts'
import { READ, ifNoKcat, kcat, noKcat, recordsOf } from '../support/kcat.ts'
import { TestWire } from '../support/wire.ts'
import { check, findings, solution } from './harness/check.ts'
import { Command } from './harness/command.ts'
import { Place, ROOT } from './harness/place.ts'

let kafka: ExternalKafka
let three: ExternalBroker[]

beforeAll(async () => {
  kafka = await ExternalKafka.open()
  three = await kafka.cluster(
    Array.from({ length: 3 }, () => ({
      'default.replication.factor': 3,
      'min.insync.replicas': 2,
      'offsets.topic.replication.factor': 3,
      // After so long ZooKeeper misses a broker that was killed; Kafka has 18 seconds.
      'zookeeper.session.timeout.ms': 3_000,
    })),
  )
})
afterAll(() => kafka[Symbol.asyncDispose]())

const addresses = () => three.map(({ address }) => address)
const at = (WORKSHOP_BROKER: string) => ({ env: { WORKSHOP_BROKER } })

describe('a cluster of three brokers, of which a record needs two', () => {
  test('gives the solution all its points, found by any one of its brokers', async () => {
    const { exitCode, result, stderr } = await check(['--solution'], at(addresses()[2] ?? ''))
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(result).toMatchObject({ status: 'passed', points: 30, versions: { provider: 'external', broker: '3.9' } })
  })

  test('gives the solution of lesson 2 all its points: its partitions lie on several brokers', async () => {
    const { exitCode, result } = await check(['--solution'], { exercise: '02', ...at(addresses().join()) })
    expect({ exitCode, status: result.status }).toEqual({ exitCode: 0, status: 'passed' })
  })

  test('tells a wrong program its own belief', async () => {
    const specimen = 'checker/hidden/03-simple-practice/wrong/missed-before-join/left-out/consumer.ts'
    const programs = { 'consumer.ts': readFileSync(join(ROOT, specimen), 'utf8') }
    const { exitCode, result } = await check(['--part', '2'], { programs, ...at(addresses().join()) })
    expect({ exitCode, status: result.status }).toEqual({ exitCode: 1, status: 'failed' })
    expect(result.headline?.belief).toBe('missed-before-join')
  })

  test.skipIf(noKcat)(`is reached by kcat as well, each broker by a port of the wire${ifNoKcat}`, async () => {
    await using wire = await TestWire.open(addresses().join())
    await using cluster = await Cluster.connect(addresses().join())
    const [topic, group, address] = [uniqueName('topic'), uniqueName('group'), await wire.wire.addressFor('kcat')]
    await cluster.createTopics([{ name: topic, partitions: 3, replicationFactor: 3 }])
    const send = (partition: number) => kcat(address, ['-P', '-t', topic, '-p', `${partition}`], `tea ${partition}`)
    await Promise.all([0, 1, 2].map(send))

    const received = recordsOf(await kcat(address, ['-G', group, ...READ, topic]))

    expect(received.map(({ partition, payload }) => [partition, payload])).toEqual([
      [0, 'tea 0'],
      [1, 'tea 1'],
      [2, 'tea 2'],
    ])
    // Each partition has a leader of its own, and was fetched from that.
    expect(new Set(wire.of('fetched').map(({ connection }) => connection)).size).toBe(3)
    const told = JSON.parse((await kcat(address, ['-L', '-J'])).stdout) as { brokers: { name: string }[] }
    const ports = await wire.wire.addressesOf('kcat', cluster.brokers)
    expect(told.brokers.map(({ name }) => name).sort()).toEqual(ports.sort())
    expect(wire.of('committed')).toHaveLength(3)
    expect(wire.faults).toEqual([])
  })

  test('that loses a broker in the middle blames nobody, and serves the next check with the two that are left', async () => {
    using place = new Place()
    const dir = place.folder('programs', { 'producer.ts': `setTimeout(() => undefined, 50_000)\n` })
    const report = join(place.dir, 'report.json')
    const args = ['check', '03', '--part', '1', '--from', dir, '--report', report]
    await using command = new Command(args, at(addresses().join()))
    await command.until(() => command.programs().length === 2, 'both programs')
    three[0]?.signal('SIGKILL')
    const { exitCode, stdout } = await command.ended
    const [result] = parseReport(readFileSync(report, 'utf8'), report).results
    expect({ exitCode, status: result?.status }).toEqual({ exitCode: 3, status: 'ungradable' })
    expect(result?.fault).toBe(`Broker 1 of the cluster (${addresses()[0]}) ended in the middle.`)
    expect(stdout).not.toMatch(/\bSaw\b|✘/)

    // Until ZooKeeper has missed it, the cluster itself says that it is there: that is told, and not graded on.
    const next = await untilNoticed(() => check(['--solution'], at(addresses().join())))
    expect(next).toMatchObject({ exitCode: 0, result: { status: 'passed', points: 30 } })
    expect(next.stderr).toContain(`${addresses()[0]} of WORKSHOP_BROKER does not answer; the others are used.`)
  })
})

describe('a broker that waits three seconds for further members, and creates no topics by itself', () => {
  let slow: ExternalBroker
  beforeAll(async () => {
    slow = await kafka.broker({ 'group.initial.rebalance.delay.ms': 3_000, 'auto.create.topics.enable': false })
  })

  test('gives the solution all its points, and says why that takes longer', async () => {
    const { exitCode, result, stderr } = await check(['--solution'], at(slow.address))
    expect({ exitCode, status: result.status }).toEqual({ exitCode: 0, status: 'passed' })
    expect(stderr).toMatch(/group\.initial\.rebalance\.delay\.ms is 3000 .*each check waits that long/)
  })

  test('has time for the members of the experiments of lesson 2', async () => {
    const { exitCode, result } = await check(['--solution'], { exercise: '02', ...at(slow.address) })
    expect({ exitCode, status: result.status }).toEqual({ exitCode: 0, status: 'passed' })
  })

  test('names the belief behind a misspelt topic still, with what Kafka said of it', async () => {
    const programs = { 'producer.ts': solution('producer.ts').replace("topic('purchases')", "topic('purchase')") }
    const { exitCode, result, stderr } = await check(['--part', '1'], { programs, ...at(slow.address) })
    expect({ exitCode, status: result.status }).toEqual({ exitCode: 1, status: 'failed' })
    expect(result.headline?.belief).toBe('misspelt-topic')
    expect(Object.values(findings(result)).join('\n')).toMatch(/nothing in purchases; .*does not host this topic/)
    expect(stderr).toMatch(/auto\.create\.topics\.enable is false .*verdicts are the same/)
  })
})

test('a broker without ZooKeeper is used as any other', async () => {
  const broker = await kafka.kraft()
  const { exitCode, result, stderr } = await check(['--solution'], at(broker.address))
  expect({ exitCode, stderr, status: result.status }).toEqual({ exitCode: 0, stderr: '', status: 'passed' })
  const lesson2 = await check(['--solution'], { exercise: '02', ...at(broker.address) })
  expect({ exitCode: lesson2.exitCode, status: lesson2.result.status }).toEqual({ exitCode: 0, status: 'passed' })
})

/** A check before the end of the dead broker's session is refused, which shows as no report. */
async function untilNoticed<T>(checked: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + 60_000
  for (;;) {
    try {
      return await checked()
    } catch (error) {
      const waits = error instanceof Error && error.message.includes('the cluster has noticed')
      if (!waits || performance.now() > deadline) throw error
    }
  }
}
