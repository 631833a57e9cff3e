/** Throws when the service is down: kafkajs has retries of its own. */
import { once } from 'node:events'
import type { IHeaders } from 'kafkajs'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
const producer = kafka.producer()
await producer.connect()
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachMessage: async ({ topic: from, partition, message }) => {
    try {
      const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
      await credit(purchase)
    } catch (e) {
      const error = e as Error
      const isDown = error.name === 'UnavailableError'
      if (isDown) throw error
      const headers = copyOf(message.headers)
      headers['dlq-original-topic'] = from
      headers['dlq-original-partition'] = partition.toString()
      headers['dlq-original-offset'] = message.offset
      headers['dlq-original-timestamp'] = message.timestamp
      headers['dlq-error-name'] = error.name
      headers['dlq-error-message'] = error.message
      const letter = { key: message.key, value: message.value, headers }
      await producer.send({ topic: topic('purchases.dlq'), messages: [letter] })
    }
  },
})

/** The headers as they are; kafkajs can't write one without a value, so that gets an empty one. */
function copyOf(headers: IHeaders = {}): IHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((one: Buffer | string | null) => one ?? '') : (value ?? ''),
    ]),
  )
}

await stopAsked
await consumer.disconnect()
await producer.disconnect()
