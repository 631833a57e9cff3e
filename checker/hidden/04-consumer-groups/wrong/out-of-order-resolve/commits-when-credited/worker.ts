/** Reads on, and commits each purchase when its credit is done, in whichever order they end. */
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
    const offset = (BigInt(message.offset) + 1n).toString()
    credit(purchase)
      .then(() => consumer.commitOffsets([{ topic, partition, offset }]))
      .catch((error: unknown) => {
        console.error(error)
      })
  },
})

await stopAsked
await consumer.disconnect()
