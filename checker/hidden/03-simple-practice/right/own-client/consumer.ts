/** A kafkajs client of its own, with its own times; partitions side by side, each in order. */
import { Kafka, logLevel, Partitioners } from 'kafkajs'
import { group, type Purchase, topic } from '#shop'

async function main(): Promise<void> {
  const client = new Kafka({
    clientId: 'receipts',
    brokers: (process.env.KAFKA_BROKERS ?? 'localhost:9092').split(','),
    logLevel: logLevel.NOTHING,
  })
  const consumer = client.consumer({
    groupId: group('receipts'),
    sessionTimeout: 20_000,
    heartbeatInterval: 1_000,
    maxWaitTimeInMs: 400,
    allowAutoTopicCreation: false,
  })
  const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner })
  let receipts = 0
  let skipped = 0

  const stop = new Promise<void>((resolve) => {
    process.on('SIGTERM', () => resolve())
    process.on('SIGINT', () => resolve())
  })

  await producer.connect()
  await consumer.connect()
  await consumer.subscribe({ topic: topic('purchases'), fromBeginning: true })
  await consumer.run({
    partitionsConsumedConcurrently: 3,
    autoCommitThreshold: 1,
    eachMessage: async ({ message: { key, value } }) => {
      try {
        const { id, shop, totalCents } = JSON.parse(String(value)) as Purchase
        if (!id || !shop) throw new TypeError('not a purchase')
        const receipt = { totalCents, shop, purchaseId: id }
        await producer.send({ topic: topic('receipts'), messages: [{ key, value: JSON.stringify(receipt) }] })
        receipts += 1
      } catch (error) {
        // JSON.parse, and reading fields of the `null` that a missing value becomes, throw these two; Kafka never does.
        if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error
        skipped += 1
      }
    },
  })

  await stop
  await consumer.stop()
  await consumer.disconnect()
  await producer.disconnect()
  console.log('stopped')
  console.log(JSON.stringify({ receipts, skipped }))
}

await main()
