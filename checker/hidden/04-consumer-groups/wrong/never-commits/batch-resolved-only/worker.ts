/** Resolves each record of a batch, and takes that for a commit. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  autoCommit: false,
  eachBatch: async ({ batch, resolveOffset, commitOffsetsIfNecessary, heartbeat, isRunning, isStale }) => {
    for (const message of batch.messages) {
      if (!isRunning() || isStale()) return
      const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
      await credit(purchase)
      resolveOffset(message.offset)
      await heartbeat()
    }
    await commitOffsetsIfNecessary()
  },
})

await stopAsked
await consumer.disconnect()
