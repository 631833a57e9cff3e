import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type OwnBroker, type OwnBrokerOptions, startEmbedded } from '../../src/broker/index.ts'
import { cacheFolder } from '../../src/broker/cache.ts'
import { WORKSHOP_RACK } from '../../src/broker/settings.ts'
import { Cluster } from '../../src/protocol/index.ts'
import { ROOT, StandInCommand, kafkaHome, pathWith, runs, scene, until } from './harness/scene.ts'

let place: ReturnType<typeof scene>
const tmpdirBefore = process.env.TMPDIR
const brokers: OwnBroker[] = []

beforeEach(() => {
  place = scene()
  process.env.TMPDIR = place.dir
})
afterEach(async () => {
  await Promise.all(brokers.splice(0).map((broker) => broker.close()))
  if (tmpdirBefore === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = tmpdirBefore
  place[Symbol.dispose]()
})

async function started(options: Partial<OwnBrokerOptions> = {}): Promise<OwnBroker> {
  const broker = await startEmbedded({ root: ROOT, env: process.env, say: () => undefined, ...options })
  brokers.push(broker)
  return broker
}

const recordsOf = (pids: readonly number[]) =>
  readdirSync(join(cacheFolder(), 'brokers')).filter((name) => {
    const { jvms } = JSON.parse(readFileSync(join(cacheFolder(), 'brokers', name), 'utf8')) as {
      jvms: { pid: number }[]
    }
    return jvms.some(({ pid }) => pids.includes(pid))
  })

describe('a broker of our own', () => {
  test('takes records as a broker of the workshop, and leaves nothing behind', async () => {
    const broker = await started()
    const { pids } = broker
    expect(pids).toHaveLength(2)
    expect(pids.every(runs)).toBe(true)
    expect(recordsOf(pids)).toHaveLength(1)
    {
      await using cluster = await Cluster.connect(broker.bootstrap)
      expect(cluster.brokers.map(({ rack }) => rack)).toEqual([WORKSHOP_RACK])
      await cluster.prepareGroups()
      expect(await cluster.topics()).toContain('__consumer_offsets')
      await cluster.createTopics([{ name: 'purchases', partitions: 3 }])
      const value = Buffer.from('{"shop":"Charleroi"}')
      await cluster.produce('purchases', 2, [{ key: Buffer.from('k'), value }])
      expect((await cluster.fetchAll('purchases')).map((record) => record.value)).toEqual([value])
    }
    let failure: unknown
    void broker.failed.then((error) => (failure = error))
    await broker.close()
    expect(pids.some(runs)).toBe(false)
    expect(readdirSync(place.dir)).toEqual([])
    expect(recordsOf(pids)).toEqual([])
    expect(failure).toBeUndefined()
  })

  test('runs beside another one, keeps its logs where it is told to, and can be closed twice', async () => {
    const logDir = join(place.dir, 'logs of the run')
    const [one, other] = await Promise.all([started({ logDir }), started()])
    expect(one.bootstrap).not.toBe(other.bootstrap)
    expect(one.logFiles).toEqual([join(logDir, 'kafka.log'), join(logDir, 'zookeeper.log')])
    await Promise.all([one.close(), one.close()])
    for (const file of one.logFiles) expect(readFileSync(file, 'utf8')).not.toMatch(/ERROR|FATAL/)
    await using cluster = await Cluster.connect(other.bootstrap)
    expect(cluster.controllerId).toBe(1)
  })

  test.each([
    ['Kafka', 1],
    ['ZooKeeper', 0],
  ])('says so when its %s is killed, and can be closed after', async (name, index) => {
    const broker = await started()
    process.kill(broker.pids[index]!, 'SIGKILL')
    const error = await broker.failed
    expect(error).toMatchObject({ code: 'broker-died', exitCode: 3 })
    expect(error.message).toMatch(new RegExp(`^${name} ended in the middle`))
    await broker.close()
    expect(broker.pids.some(runs)).toBe(false)
    expect(readdirSync(place.dir)).toEqual([])
  })
})

describe('a broker that does not start', () => {
  test('is none when it is called off, and leaves nothing behind', async () => {
    const abort = new AbortController()
    const starting = started({ signal: abort.signal })
    const settled = starting.then(
      () => 'started',
      () => 'called off',
    )
    await until(() => readdirSync(place.dir).length > 0, 'its data folder')
    abort.abort()
    expect(await settled).toBe('called off')
    expect(readdirSync(place.dir)).toEqual([])
    expect(recordsOf([process.pid])).toEqual([])
  })

  test('says which port is taken, soon, and leaves nothing behind', async () => {
    await using server = createServer((socket) => socket.on('error', () => undefined).resume()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const before = performance.now()
    await expect(started({ port })).rejects.toMatchObject({
      code: 'port-taken',
      message: expect.stringContaining(String(port)) as string,
    })
    expect(performance.now() - before).toBeLessThan(8_000)
    expect(readdirSync(place.dir)).toEqual([])
  })

  test('brings the ends of both logs: a Kafka that gave up on its ZooKeeper does not know why', async () => {
    const logDir = join(place.dir, 'logs')
    const java = `case "$*" in
      *QuorumPeerMain*) echo 'ZooKeeper has no space'; exec sleep 60 ;;
      *kafka.Kafka*) until [ -s '${join(logDir, 'zookeeper.log')}' ]; do :; done; echo 'Kafka has no ZooKeeper'; exit 1 ;;
      *) echo 'openjdk version "17.0.1" 2020-01-01' >&2 ;;
    esac`
    const { JAVA_HOME: _, ...env } = process.env
    const PATH = `${await pathWith(place.dir, { scripts: { java } })}:${env.PATH}`

    await expect(started({ env: { ...env, PATH }, logDir })).rejects.toMatchObject({
      code: 'broker-not-started',
      message:
        'Kafka ended while it started.\nThe end of kafka.log:\nKafka has no ZooKeeper\nThe end of zookeeper.log:\nZooKeeper has no space',
    })
  })

  test('names a KAFKA_HOME that is no Kafka 3.9', async () => {
    await expect(started({ env: { ...process.env, KAFKA_HOME: place.dir } })).rejects.toMatchObject({
      code: 'bad-kafka-home',
      message: expect.stringContaining(place.dir) as string,
    })
    expect(readdirSync(place.dir)).toEqual([])
  })
})

describe('a command that is killed', () => {
  test('takes its JVMs along, and the next start deletes their data, in a folder with spaces and umlauts too', async () => {
    using odd = scene({ plain: false })
    // The cache of this test run: it has its archives.
    const env = { XDG_CACHE_HOME: process.env.XDG_CACHE_HOME, HOME: process.env.HOME }
    const killed = new StandInCommand(odd.dir, env)
    const { pids } = await killed.started()
    killed.child.kill('SIGKILL')
    await killed.ended
    if (process.platform === 'linux') await until(() => !pids.some(runs), 'the JVMs gone with their command')
    const tmp = join(odd.dir, 'tmp')
    const [left] = readdirSync(tmp).filter((name) => name.startsWith('kafka-workshop-'))
    expect(left).toBeDefined()
    const next = new StandInCommand(odd.dir, env)
    await next.started()
    expect(existsSync(join(tmp, left!))).toBe(false)
    await until(() => !pids.some(runs), 'the JVMs swept')
    await next.close()
    expect(readdirSync(tmp).filter((name) => name.startsWith('kafka-workshop-'))).toEqual([])
    // Java reads settings as ISO-8859-1: unescaped, the umlaut would make another folder beside.
    expect(readdirSync(join(odd.dir, '..')).filter((name) => name.includes('broker test Ã'))).toEqual([])
  })
})

test('a cache that cannot be written costs time and nothing else', async () => {
  const cache = join(place.dir, 'no folder')
  writeFileSync(cache, '')
  const command = new StandInCommand(place.dir, { KAFKA_HOME: await kafkaHome(place.dir), XDG_CACHE_HOME: cache })
  await command.started()
  await command.close()
  expect(command.facts.at(-1)).toEqual({ closed: true })
})
