/** Commits by hand, and disconnects while a credit is in hand. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  autoCommit: false,
  eachMessage: async ({ topic, partition, message }) => {
    const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
    await credit(purchase)
    const offset = (BigInt(message.offset) + 1n).toString()
    await consumer.commitOffsets([{ topic, partition, offset }])
  },
})

await stopAsked
await consumer.disconnect()
