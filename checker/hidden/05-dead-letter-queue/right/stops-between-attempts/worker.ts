/** Asked to stop, it throws between two attempts: the record stays uncommitted, and whoever comes next begins anew. */
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import type { EachMessagePayload, IHeaders } from 'kafkajs'
import { credit, group, kafka, type Purchase, RejectedError, topic } from '#shop'

const stopping = new AbortController()
const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]).then(() => stopping.abort())

const maxAttempts = Number(process.env.MAX_ATTEMPTS ?? 3)

const consumer = kafka.consumer({ groupId: group('loyalty') })
const producer = kafka.producer()
await producer.connect()
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachMessage: async (record) => {
    let purchase: Purchase
    try {
      purchase = JSON.parse(record.message.value?.toString() ?? '') as Purchase
    } catch (error) {
      await putAside(record, error as Error)
      return
    }
    for (let left = maxAttempts; left > 0; left -= 1) {
      try {
        await credit(purchase)
        return
      } catch (error) {
        if (error instanceof RejectedError) return putAside(record, error)
        if (left === 1) return putAside(record, error as Error, { 'dlq-attempts': String(maxAttempts) })
      }
      // Throws at once when it is to stop. kafkajs takes that for a failure of the handler, and so commits nothing for the record.
      await setTimeout(200, undefined, { signal: stopping.signal })
      await record.heartbeat()
    }
  },
})

async function putAside({ topic: from, partition, message }: EachMessagePayload, error: Error, more: IHeaders = {}) {
  const headers: IHeaders = {}
  for (const [name, value] of Object.entries(message.headers ?? {})) {
    headers[name] = Array.isArray(value) ? value.map((one: Buffer | string | null) => one ?? '') : (value ?? '')
  }
  Object.assign(headers, more, {
    'dlq-original-topic': from,
    'dlq-original-partition': String(partition),
    'dlq-original-offset': message.offset,
    'dlq-original-timestamp': message.timestamp,
    'dlq-error-name': error.name,
    'dlq-error-message': error.message,
  })
  await producer.send({
    topic: topic('purchases.dlq'),
    messages: [{ key: message.key, value: message.value, headers }],
  })
}

await stopAsked
await consumer.disconnect()
await producer.disconnect()
