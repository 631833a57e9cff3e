import { Kafka, logLevel } from 'kafkajs'
import { group, type Purchase, topic } from '#shop'

/** A client of its own in place of the one that is given, and all partitions side by side. */
const kafka = new Kafka({
  clientId: 'receipts',
  brokers: (process.env.KAFKA_BROKERS ?? 'localhost:9092').split(','),
  logLevel: logLevel.NOTHING,
})
const producer = kafka.producer({ allowAutoTopicCreation: false })
const consumer = kafka.consumer({ groupId: group('receipts'), maxWaitTimeInMs: 200, heartbeatInterval: 1000 })
const count = { receipts: 0, skipped: 0 }

const signal = new Promise((resolve) => {
  process.on('SIGTERM', resolve)
  process.on('SIGINT', resolve)
})

await consumer.connect()
await consumer.subscribe({ topic: topic('purchases'), fromBeginning: true })
await producer.connect()
await consumer.run({
  partitionsConsumedConcurrently: 3,
  autoCommitThreshold: 1,
  eachMessage: async ({ message: { key, value } }) => {
    const text = value === null ? 'null' : value.toString('utf8')
    const purchase = isJson(text) ? (JSON.parse(text) as Partial<Purchase> | null) : null
    if (!purchase?.id || !purchase.shop) {
      count.skipped++
      console.log(`skipped: ${text}`)
      return
    }
    const { id: purchaseId, shop, totalCents } = purchase
    await producer.send({
      topic: topic('receipts'),
      messages: [{ key, value: JSON.stringify({ purchaseId, shop, totalCents }), headers: { of: 'purchases' } }],
    })
    count.receipts++
  },
})

await signal
await consumer.stop()
await consumer.disconnect()
await producer.disconnect()
console.log(JSON.stringify(count))
process.exit(0)

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
