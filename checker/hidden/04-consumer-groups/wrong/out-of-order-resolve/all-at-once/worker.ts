/** Credits a batch all at once, and resolves each record when its credit ends. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachBatchAutoResolve: false,
  eachBatch: async ({ batch, resolveOffset, commitOffsetsIfNecessary, uncommittedOffsets, heartbeat }) => {
    await Promise.all(
      batch.messages.map(async (message) => {
        const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
        await credit(purchase)
        resolveOffset(message.offset)
        await commitOffsetsIfNecessary(uncommittedOffsets())
        await heartbeat()
      }),
    )
  },
})

await stopAsked
await consumer.disconnect()
