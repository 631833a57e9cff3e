/** Resolves all of a batch, commits, and only then credits. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachBatch: async ({ batch, resolveOffset, commitOffsetsIfNecessary, uncommittedOffsets, heartbeat }) => {
    for (const message of batch.messages) resolveOffset(message.offset)
    await commitOffsetsIfNecessary(uncommittedOffsets())
    for (const message of batch.messages) {
      const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
      await credit(purchase)
      await heartbeat()
    }
  },
})

await stopAsked
await consumer.disconnect()
