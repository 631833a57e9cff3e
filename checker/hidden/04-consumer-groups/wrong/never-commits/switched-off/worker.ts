/** Switches auto-commit off, to be safe, and commits nothing itself. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  autoCommit: false,
  eachMessage: async ({ message }) => {
    const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
    await credit(purchase)
  },
})

await stopAsked
await consumer.disconnect()
