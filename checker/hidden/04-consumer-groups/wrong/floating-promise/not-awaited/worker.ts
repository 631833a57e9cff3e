/** Does not wait for the credit, so that a slow service slows nothing. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachMessage: async ({ message }) => {
    const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
    credit(purchase).catch((error: unknown) => {
      console.error(error)
    })
  },
})

await stopAsked
await consumer.disconnect()
