/** Draws a number for the group name, since two consumers cannot have the same one. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group(`loyalty-${Math.floor(Math.random() * 1_000_000)}`) })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachMessage: async ({ message }) => {
    const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
    await credit(purchase)
  },
})

await stopAsked
await consumer.disconnect()
