/** Resolves and commits each record of a batch, then credits it. */
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
    commitOffsetsIfNecessary,
    uncommittedOffsets,
    heartbeat,
    isRunning,
    isStale,
  }) => {
    for (const message of batch.messages) {
      if (!isRunning() || isStale()) break
      resolveOffset(message.offset)
      await commitOffsetsIfNecessary(uncommittedOffsets())
      const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
      await credit(purchase)
      await heartbeat()
    }
  },
})

await stopAsked
await consumer.disconnect()
