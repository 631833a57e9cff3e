/** Catches whatever goes wrong, so that the batch is worked through. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachBatchAutoResolve: false,
  eachBatch: async ({ batch, resolveOffset, heartbeat, isRunning, isStale }) => {
    for (const message of batch.messages) {
      if (!isRunning() || isStale()) return
      const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
      await credit(purchase).catch(() => undefined)
      resolveOffset(message.offset)
      await heartbeat()
    }
  },
})

await stopAsked
await consumer.disconnect()
