/** Leaves it to Node what a signal does. */
import { credit, group, kafka, type Purchase, topic } from '#shop'

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachMessage: async ({ message }) => {
    const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
    await credit(purchase)
  },
})
