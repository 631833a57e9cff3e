/** Puts aside whatever fails, for somebody to look at. */
import { once } from 'node:events'
import type { EachMessagePayload, IHeaders } from 'kafkajs'
import { credit, group, kafka, type Purchase, topic, UnavailableError } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
const producer = kafka.producer()
await producer.connect()
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachMessage: async (record) => {
    try {
      await credit(JSON.parse(record.message.value?.toString() ?? '') as Purchase)
    } catch (error) {
      await sendLetter(record, error as Error)
    }
  },
})

async function sendLetter({ topic: from, partition, message }: EachMessagePayload, error: Error) {
  const headers: IHeaders = {}
  for (const [name, value] of Object.entries(message.headers ?? {})) {
    // kafkajs can't write a header without a value.
    headers[name] = Array.isArray(value) ? value.map((one: Buffer | string | null) => one ?? '') : (value ?? '')
  }
  headers['dlq-original-topic'] = from
  headers['dlq-original-partition'] = String(partition)
  headers['dlq-original-offset'] = message.offset
  headers['dlq-original-timestamp'] = message.timestamp
  headers['dlq-error-name'] = error.name
  headers['dlq-error-message'] = error.message
  if (error instanceof UnavailableError) headers['dlq-attempts'] = '1'
  await producer.send({
    topic: topic('purchases.dlq'),
    messages: [{ key: message.key, value: message.value, headers }],
  })
}

await stopAsked
await consumer.disconnect()
await producer.disconnect()
