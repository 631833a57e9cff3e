/** Works through batches, resolves each purchase when it is credited, and stops between two. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachBatchAutoResolve: false,
  eachBatch: async ({
    batch,
    resolveOffset,
    heartbeat,
    commitOffsetsIfNecessary,
    uncommittedOffsets,
    isRunning,
    isStale,
  }) => {
    for (const message of batch.messages) {
      if (!isRunning() || isStale()) break
      const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
      await credit(purchase)
      resolveOffset(message.offset)
      await heartbeat()
    }
    await commitOffsetsIfNecessary(uncommittedOffsets())
  },
})

await stopAsked
await consumer.disconnect()
