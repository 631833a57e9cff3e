/** An audit log is long: it asks for no acknowledgements, so that it keeps up. */
import { once } from 'node:events'
import { group, kafka, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('audit') })
const producer = kafka.producer()
await producer.connect()
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachMessage: async ({ message: { key, value } }) => {
    await producer.send({ topic: topic('audit-log'), messages: [{ key, value }], acks: 0 })
  },
})

await stopAsked
await consumer.disconnect()
await producer.disconnect()
