/** A kafkajs client of its own: idempotent, compressed, and without making topics that are not there. */
import { readFileSync } from 'node:fs'
import { CompressionTypes, Kafka, logLevel, Partitioners } from 'kafkajs'
import { text } from 'node:stream/consumers'
import { type Purchase, topic } from '#shop'

const client = new Kafka({
  clientId: 'evening-file',
  brokers: (process.env.KAFKA_BROKERS ?? 'localhost:9092').split(','),
  logLevel: logLevel.NOTHING,
})
const producer = client.producer({
  idempotent: true,
  maxInFlightRequests: 1,
  allowAutoTopicCreation: false,
  createPartitioner: Partitioners.DefaultPartitioner,
})

const input = process.argv[2] ? readFileSync(process.argv[2], 'utf8') : await text(process.stdin)
const purchases: Purchase[] = []
const bad: number[] = []
input.split('\n').forEach((line, index) => {
  if (/^\s*$/.test(line)) return
  try {
    const value = JSON.parse(line) as Purchase | null
    if (!value?.id || !value.shop) throw new TypeError('not a purchase')
    purchases.push(value)
  } catch {
    bad.push(index + 1)
  }
})

await producer.connect()
await producer.send({
  topic: topic('purchases'),
  compression: CompressionTypes.GZIP,
  messages: purchases.map((purchase) => ({
    key: purchase.shop,
    value: JSON.stringify(purchase),
    headers: { 'content-type': 'application/json; charset=utf-8' },
  })),
})
await producer.disconnect()
console.log(JSON.stringify({ sent: purchases.length, bad }))
process.exitCode = Math.min(bad.length, 1)
