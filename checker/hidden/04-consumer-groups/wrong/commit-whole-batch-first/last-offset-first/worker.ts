/** Commits the whole batch as received, then works through it. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  autoCommit: false,
  eachBatch: async ({ batch }) => {
    const offset = (BigInt(batch.lastOffset()) + 1n).toString()
    await consumer.commitOffsets([{ topic: batch.topic, partition: batch.partition, offset }])
    for (const message of batch.messages) {
      const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
      await credit(purchase)
    }
  },
})

await stopAsked
await consumer.disconnect()
