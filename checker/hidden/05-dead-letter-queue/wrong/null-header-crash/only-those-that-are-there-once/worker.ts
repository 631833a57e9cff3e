/** Copies headers, and takes care of those that are there several times. */
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import type { EachMessagePayload, IHeaders } from 'kafkajs'
import { credit, group, kafka, type Purchase, topic, UnavailableError } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
const maxAttempts = Number(process.env.MAX_ATTEMPTS ?? 3)

const consumer = kafka.consumer({ groupId: group('loyalty') })
const producer = kafka.producer()
await producer.connect()
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachMessage: async (record) => {
    for (let attempt = 1; ; attempt++) {
      try {
        await credit(JSON.parse(record.message.value?.toString() ?? '') as Purchase)
        return
      } catch (error) {
        if (!(error instanceof UnavailableError)) return sendLetter(record, error as Error)
        if (attempt >= maxAttempts) return sendLetter(record, error, attempt)
      }
      await setTimeout(200)
      await record.heartbeat()
    }
  },
})

async function sendLetter({ topic: from, partition, message }: EachMessagePayload, error: Error, attempts?: number) {
  const headers: IHeaders = {}
  for (const [name, value] of Object.entries(message.headers ?? {})) {
    headers[name] = Array.isArray(value) ? [...value] : value
  }
  headers['dlq-original-topic'] = from
  headers['dlq-original-partition'] = String(partition)
  headers['dlq-original-offset'] = message.offset
  headers['dlq-original-timestamp'] = message.timestamp
  headers['dlq-error-name'] = error.name
  headers['dlq-error-message'] = error.message
  if (attempts !== undefined) headers['dlq-attempts'] = String(attempts)
  await producer.send({
    topic: topic('purchases.dlq'),
    messages: [{ key: message.key, value: message.value, headers }],
  })
}

await stopAsked
await consumer.disconnect()
await producer.disconnect()
