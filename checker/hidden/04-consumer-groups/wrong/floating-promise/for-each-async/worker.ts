/** forEach does not wait for what its function gives back. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachBatch: async ({ batch }) => {
    batch.messages.forEach(async (message) => {
      const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
      await tryUntilDone(purchase)
    })
  },
})

async function tryUntilDone(purchase: Purchase): Promise<void> {
  for (;;) {
    try {
      await credit(purchase)
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
}

await stopAsked
await consumer.disconnect()
