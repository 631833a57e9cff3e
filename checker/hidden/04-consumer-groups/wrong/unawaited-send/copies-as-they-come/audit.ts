/** Hands each copy to the producer and takes the next purchase: sending is the producer's business. */
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
    void producer.send({ topic: topic('audit-log'), messages: [{ key, value }] })
  },
})

await stopAsked
await consumer.disconnect()
await producer.disconnect()
