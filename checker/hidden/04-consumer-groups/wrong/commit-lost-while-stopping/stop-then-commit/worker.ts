/** Commits by hand at the end of each purchase; stop() comes before. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  autoCommit: false,
  eachBatch: async ({ batch, heartbeat, isRunning, isStale }) => {
    for (const message of batch.messages) {
      if (!isRunning() || isStale()) return
      const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
      await credit(purchase)
      const offset = (BigInt(message.offset) + 1n).toString()
      await consumer.commitOffsets([{ topic: batch.topic, partition: batch.partition, offset }])
      await heartbeat()
    }
  },
})

await stopAsked
await consumer.stop()
await consumer.disconnect()
