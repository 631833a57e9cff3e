/** Ends the audit as soon as it is asked to. */
import { once } from 'node:events'
import { group, kafka, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('audit') })
const producer = kafka.producer()
await producer.connect()
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachMessage: async ({ message }) => {
    await producer.send({
      topic: topic('audit-log'),
      messages: [{ key: message.key, value: message.value }],
    })
  },
})

await stopAsked
process.exit(0)
