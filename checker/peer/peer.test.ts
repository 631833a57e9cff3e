/**
 * What a user would write in place of the checker: lesson 03 tested by plain Vitest, kafkajs and testcontainers. All settings are
 * tuned as far as they go without a program of one's own: the broker's are those of the checker, the containers are waited
 * for by their log, programs start by `node --import tsx`, and all scenes play side by side. One thing is missing that kafkajs cannot
 * tell: whether "sent" was said before the acknowledgement.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kafka, type Message, Partitioners, logLevel } from 'kafkajs'
import { GenericContainer, Network, type StartedNetwork, type StartedTestContainer, Wait } from 'testcontainers'
import { afterAll, beforeAll, expect, test } from 'vitest'

const {
  PEER_ROOT: root = '',
  PEER_BROKER: running,
  PEER_SETTINGS = '{}',
  PEER_KAFKA = '',
  PEER_ZOOKEEPER = '',
} = process.env
const CONSUMER = JSON.stringify({ heartbeatInterval: 300, maxWaitTimeInMs: 50, sessionTimeout: 10_000 })
const PARTITIONS = 3
const LIMIT_MS = 60_000

interface Purchase {
  readonly id: string
  readonly shop: string
  readonly customer: string
  readonly totalCents: number
}

interface Received {
  readonly key: string | null
  readonly json: Record<string, unknown>
  readonly partition: number
  readonly contentType: string | undefined
}

const dir = mkdtempSync(join(tmpdir(), 'peer-'))
const containers: StartedTestContainer[] = []
let network: StartedNetwork | undefined
let bootstrap: string
let kafka: Kafka
beforeAll(async () => {
  bootstrap = running ?? (await startContainers())
  kafka = new Kafka({ brokers: [bootstrap], logLevel: logLevel.NOTHING })
  if (running === undefined) await untilControlled()
}, LIMIT_MS)
afterAll(async () => {
  await Promise.all(containers.map((container) => container.stop({ timeout: 0 })))
  await network?.stop()
  rmSync(dir, { recursive: true, force: true })
}, LIMIT_MS)

async function startContainers(): Promise<string> {
  const port = await freePort()
  network = await new Network().start()
  const zookeeper = new GenericContainer(PEER_ZOOKEEPER)
    .withNetwork(network)
    .withNetworkAliases('zookeeper')
    .withEnvironment({ ALLOW_ANONYMOUS_LOGIN: 'yes' })
    .withWaitStrategy(Wait.forLogMessage(/binding to port/))
  containers.push(await zookeeper.start())
  const broker = new GenericContainer(PEER_KAFKA)
    .withNetwork(network)
    .withExposedPorts({ container: port, host: port })
    .withEnvironment({
      ...(JSON.parse(PEER_SETTINGS) as Record<string, string>),
      ALLOW_PLAINTEXT_LISTENER: 'yes',
      KAFKA_HEAP_OPTS: '-Xms128m -Xmx256m',
      KAFKA_CFG_ZOOKEEPER_CONNECT: 'zookeeper:2181',
      KAFKA_CFG_LISTENERS: `PLAINTEXT://:${port}`,
      KAFKA_CFG_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
    })
    .withWaitStrategy(Wait.forLogMessage(/started \(kafka\.server\.KafkaServer\)/))
  containers.push(await broker.start())
  return `127.0.0.1:${port}`
}

/** A broker says that it has started a moment before its cluster has a controller, without which no topic can be made. */
async function untilControlled(): Promise<void> {
  const admin = kafka.admin()
  await admin.connect()
  await until(async () => ((await admin.describeCluster()).controller ?? -1) >= 0)
  await admin.disconnect()
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

/** Topics with a prefix of their own, and the programs that get it. */
async function scene(name: string) {
  const prefix = `peer-${process.pid}-${Date.now()}-${name}.`
  const admin = kafka.admin()
  await admin.connect()
  const topics = ['purchases', 'receipts'].map((topic) => ({ topic: prefix + topic, numPartitions: PARTITIONS }))
  await admin.createTopics({ topics, waitForLeaders: true })
  const start = (program: string, args: string[] = []) => {
    const file = join(root, 'solutions/03-simple-practice', program)
    return started(
      spawn(process.execPath, ['--import', 'tsx', file, ...args], {
        cwd: root,
        env: { PATH: process.env.PATH, KAFKA_BROKERS: bootstrap, WORKSHOP_PREFIX: prefix, WORKSHOP_CONSUMER: CONSUMER },
      }),
    )
  }
  const end = async () => {
    await admin.deleteTopics({ topics: topics.map(({ topic }) => topic) })
    await admin.disconnect()
  }
  return { prefix, admin, start, end }
}

function started(child: ChildProcess) {
  let stdout = ''
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  const exited = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    last: stdout.trim().split('\n').at(-1) ?? '',
  }))
  return { child, exited }
}

async function readAll(topic: string): Promise<Received[]> {
  const admin = kafka.admin()
  await admin.connect()
  const offsets = await admin.fetchTopicOffsets(topic)
  await admin.disconnect()
  const total = offsets.reduce((sum, { high }) => sum + Number(high), 0)
  const received: Received[] = []
  if (total === 0) return received
  const consumer = kafka.consumer({ groupId: `${topic}-reader`, maxWaitTimeInMs: 50 })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await new Promise<void>((resolve) => {
    void consumer.run({
      eachMessage: async ({ message: { key, value, headers }, partition }) => {
        const json = JSON.parse(String(value)) as Record<string, unknown>
        const contentType = headers?.['content-type']?.toString()
        received.push({ key: key === null ? null : String(key), json, partition, contentType })
        if (received.length === total) resolve()
      },
    })
  })
  await consumer.disconnect()
  return received
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 15_000
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('not within 15 s')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function purchases(count: number, from = 1): Purchase[] {
  const shops = ['Ghent', 'Liège', 'Namur', 'Bruges', 'Leuven']
  return Array.from({ length: count }, (_, n) => ({
    id: `p-${from + n}`,
    shop: shops[(n * 7) % shops.length] ?? '',
    customer: '1012',
    items: [],
    totalCents: 100 + n,
    at: '2026-01-05T09:00:00.000Z',
  }))
}

const messageOf = (purchase: Purchase): Message => ({ key: purchase.shop, value: JSON.stringify(purchase) })

async function send(topic: string, messages: Message[]): Promise<void> {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
  await producer.connect()
  await producer.send({ topic, messages })
  await producer.disconnect()
}

/** Plays once, for all tests that look at it. */
function playedOnce<T>(play: () => Promise<T>): () => Promise<T> {
  let played: Promise<T> | undefined
  return () => (played ??= play())
}

const GIVEN = purchases(28)
const file = playedOnce(async () => {
  const { prefix, start, end } = await scene('file')
  const path = join(dir, 'purchases.jsonl')
  const lines = GIVEN.map((purchase) => JSON.stringify(purchase))
  writeFileSync(
    path,
    [...lines.slice(0, 5), 'tea, loose', '', ...lines.slice(5), '{"customer":"1012"}', ''].join('\r\n'),
  )
  const exit = await start('producer.ts', [path]).exited
  const records = await readAll(`${prefix}purchases`)
  await end()
  return { exit, records }
})
const stdin = playedOnce(async () => {
  const { prefix, start, end } = await scene('stdin')
  const { child, exited } = start('producer.ts')
  child.stdin?.end(
    GIVEN.slice(0, 10)
      .map((purchase) => `${JSON.stringify(purchase)}\n`)
      .join(''),
  )
  const exit = await exited
  const records = await readAll(`${prefix}purchases`)
  await end()
  return { exit, records }
})
const days = playedOnce(async () => {
  const { prefix, admin, start, end } = await scene('days')
  await send(`${prefix}purchases`, GIVEN.slice(0, 16).map(messageOf))
  const { child, exited } = start('consumer.ts')
  const count = async () =>
    (await admin.fetchTopicOffsets(`${prefix}receipts`)).reduce((sum, { high }) => sum + Number(high), 0)
  await until(async () => (await count()) >= 16)
  await send(`${prefix}purchases`, GIVEN.slice(16, 22).map(messageOf))
  await until(async () => (await count()) >= 22)
  const groups = await admin.describeGroups([`${prefix}receipts`])
  child.kill('SIGKILL')
  await exited
  const receipts = await readAll(`${prefix}receipts`)
  await end()
  return { receipts, members: groups.groups[0]?.members.length ?? 0 }
})
const odd = playedOnce(async () => {
  const { prefix, admin, start, end } = await scene('odd')
  const [keyless, ...keyed] = GIVEN.slice(0, 7)
  await send(`${prefix}purchases`, [
    ...keyed.map(messageOf),
    { key: 'Ghent', value: null },
    { key: 'Ghent', value: 'tea, loose' },
    { key: 'Ghent', value: '{"hello":"world"}' },
    { key: null, value: JSON.stringify(keyless) },
  ])
  const { child, exited } = start('consumer.ts')
  const committed = async () => {
    const [offsets] = await admin.fetchOffsets({ groupId: `${prefix}receipts`, topics: [`${prefix}purchases`] })
    return (offsets?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0)
  }
  await until(async () => (await committed()) === 10)
  child.kill('SIGTERM')
  const exit = await exited
  const { groups } = await admin.describeGroups([`${prefix}receipts`])
  const receipts = await readAll(`${prefix}receipts`)
  const offsets = await committed()
  await end()
  return { exit, receipts, offsets, state: groups[0]?.state, keyless: keyless?.id }
})

/** All at once, as soon as there is a broker. */
beforeAll(async () => {
  await Promise.all([file(), stdin(), days(), odd()])
}, LIMIT_MS)

test('sends every purchase of the file, once', async () => {
  const { records } = await file()
  expect(records.map(({ json }) => json.id).toSorted()).toEqual(GIVEN.map(({ id }) => id).toSorted())
})
test('keys each record by its shop', async () => {
  for (const { key, json } of (await file()).records) expect(key).toBe(json.shop)
})
test('lets the key choose the partition', async () => {
  const { records } = await file()
  for (const { key } of records) {
    expect(new Set(records.filter((record) => record.key === key).map(({ partition }) => partition)).size).toBe(1)
  }
})
test('marks each record as JSON', async () => {
  for (const { contentType } of (await file()).records) expect(contentType).toBe('application/json')
})
test('sends each purchase whole', async () => {
  for (const { json } of (await file()).records) expect(json).toEqual(GIVEN.find(({ id }) => id === json.id))
})
test('says how many it sent and which lines were bad, and exits with 1', async () => {
  const { exit } = await file()
  expect(exit.code).toBe(1)
  expect(JSON.parse(exit.last)).toEqual({ sent: 28, bad: [6, 31] })
})
test('reads standard input when no file is named', async () => {
  const { records } = await stdin()
  expect(records).toHaveLength(10)
})
test('ends by itself with 0 when every line was good', async () => {
  const { exit } = await stdin()
  expect(exit.code).toBe(0)
  expect(JSON.parse(exit.last)).toEqual({ sent: 10, bad: [] })
})
test('reads as a member of its group', async () => {
  expect((await days()).members).toBe(1)
})
test('writes a receipt for each purchase from before its start, and for later ones', async () => {
  const { receipts } = await days()
  expect(receipts.map(({ json }) => json.purchaseId).toSorted()).toEqual(
    GIVEN.slice(0, 22)
      .map(({ id }) => id)
      .toSorted(),
  )
})
test('fills in shop and totalCents, under the key of the purchase', async () => {
  for (const { key, json } of (await days()).receipts) {
    const purchase = GIVEN.find(({ id }) => id === json.purchaseId)
    expect(json).toEqual({ purchaseId: purchase?.id, shop: purchase?.shop, totalCents: purchase?.totalCents })
    expect(key).toBe(purchase?.shop)
  }
})
test('writes the receipts that are due among odd records, and no others', async () => {
  const { receipts } = await odd()
  expect(receipts.map(({ json }) => json.purchaseId).toSorted()).toEqual(
    GIVEN.slice(0, 7)
      .map(({ id }) => id)
      .toSorted(),
  )
})
test('writes a receipt without a key for a purchase without a key', async () => {
  const { receipts, keyless } = await odd()
  expect(receipts.find(({ json }) => json.purchaseId === keyless)?.key).toBeNull()
})
test('stops by itself after SIGTERM and leaves its group', async () => {
  const { exit, state } = await odd()
  expect(exit.code).toBe(0)
  expect(state).toBe('Empty')
})
test('has committed all, and counts it in its last line', async () => {
  const { exit, offsets } = await odd()
  expect(offsets).toBe(10)
  expect(JSON.parse(exit.last)).toEqual({ receipts: 7, skipped: 3 })
})
