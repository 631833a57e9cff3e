/** Takes a random group name, so that workers do not get in each other's way. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group(`loyalty-${randomUUID()}`) })
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
