/** Has a flag of its own that says when to stop, and returns from the middle of a batch. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

let stopping = false
void stopAsked.then(() => {
  stopping = true
})

await consumer.run({
  eachBatch: async ({ batch, heartbeat }) => {
    for (const message of batch.messages) {
      if (stopping) return
      const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
      await credit(purchase)
      await heartbeat()
    }
  },
})

await stopAsked
await consumer.disconnect()
