import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Evidence } from '../../evidence/index.ts'
import { Cluster } from '../../protocol/index.ts'
import type { RunFolder } from '../../runner/index.ts'
import { Wire } from '../../wire/index.ts'
import { type Figure, figure } from './figures.ts'

/** 50,000 records of 200 bytes, produced in batches of 500 and consumed again; prints the milliseconds that it took. */
const PROGRAM = `
import kafkajs from 'kafkajs'
const { Kafka, Partitioners, logLevel } = kafkajs
const [topic] = process.argv.slice(2)
const kafka = new Kafka({ brokers: [process.env.KAFKA_BROKERS], logLevel: logLevel.ERROR })
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
const consumer = kafka.consumer({ groupId: topic, maxWaitTimeInMs: 100 })
await Promise.all([producer.connect(), consumer.connect()])
const begun = performance.now()
const value = Buffer.alloc(200, 'x')
for (let sent = 0; sent < 50_000; sent += 500) {
  await producer.send({ topic, messages: Array.from({ length: 500 }, (_, index) => ({ key: String(sent + index), value })) })
}
await consumer.subscribe({ topic, fromBeginning: true })
let seen = 0
await new Promise((resolve) => consumer.run({ eachBatch: async ({ batch }) => { seen += batch.messages.length; if (seen >= 50_000) resolve() } }))
console.log(performance.now() - begun)
process.exit(0)
`

/** One pair's ratio is off by a tenth and more, whatever the machine is at; the median of so many by some hundredths. */
const PAIRS = 11

/** What the names of its topics begin with. */
const PREFIX = 'kw-bench-'

/** How much longer the same program takes through the proxy, pairwise, and the times themselves. */
export async function proxyOverhead(root: string, runFolder: RunFolder, bootstrap: string): Promise<Figure[]> {
  const script = join(runFolder.dir, 'throughput.mjs')
  writeFileSync(script, PROGRAM)
  const bare: number[] = []
  const proxied: number[] = []
  await throughput(root, script, bootstrap)
  for (let run = 0; run < PAIRS; run += 1) {
    bare.push(await throughput(root, script, bootstrap))
    const wire = await Wire.open({ bootstrap, evidence: new Evidence(), prefix: PREFIX })
    proxied.push(await throughput(root, script, bootstrap, await wire.addressFor('throughput')))
    await wire[Symbol.asyncDispose]()
  }
  const ratios = proxied.map((time, run) => time / (bare[run] ?? Number.NaN))
  return [
    figure('50,000 records, bare', bare),
    figure('50,000 records, through the proxy', proxied),
    figure('proxy against bare', ratios, { bound: 1.15, unit: '×' }),
  ]
}

/** `brokers`: where the program goes; the topic is made, and deleted, at `bootstrap`. */
async function throughput(root: string, script: string, bootstrap: string, brokers = bootstrap): Promise<number> {
  const topic = `${PREFIX}${randomBytes(4).toString('hex')}`
  await using cluster = await Cluster.connect(bootstrap)
  await cluster.createTopics([{ name: topic, partitions: 1 }])
  // The script lies in the checkout's .workshop folder, so that it finds the packages.
  const child = spawn(process.execPath, [script, topic], {
    cwd: root,
    env: { PATH: process.env.PATH, KAFKA_BROKERS: brokers },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`the throughput program ended with ${code}`)
  await cluster.deleteTopics([topic])
  return Number(printed)
}
