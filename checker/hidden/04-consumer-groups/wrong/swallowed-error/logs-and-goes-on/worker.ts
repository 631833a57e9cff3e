/** Logs an error, and goes on as if the purchase were credited. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachMessage: async ({ message }) => {
    const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
    try {
      await credit(purchase)
    } catch (error) {
      // Throwing would stop the consumer.
      console.error(`no points for ${purchase.id}`, error)
    }
  },
})

await stopAsked
await consumer.disconnect()
