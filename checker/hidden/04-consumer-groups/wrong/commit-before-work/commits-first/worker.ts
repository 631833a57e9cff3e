/** Takes a purchase off the list before it begins with it, as with a queue that deletes on receipt. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  autoCommit: false,
  eachMessage: async ({ topic, partition, message }) => {
    // Taken, so that nobody else gets it.
    const offset = (BigInt(message.offset) + 1n).toString()
    await consumer.commitOffsets([{ topic, partition, offset }])
    const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
    await credit(purchase)
  },
})

await stopAsked
await consumer.disconnect()
