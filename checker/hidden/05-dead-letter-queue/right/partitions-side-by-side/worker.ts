/** Works on its partitions side by side; a record that waits for the service keeps only its own partition waiting. */
import { once } from 'node:events'
import type { EachMessagePayload, IHeaders } from 'kafkajs'
import { credit, group, kafka, type Purchase, RejectedError, topic, UnavailableError } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const maxAttempts = Number(process.env.MAX_ATTEMPTS) || 3

const consumer = kafka.consumer({ groupId: group('loyalty') })
const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 })
await producer.connect()
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  partitionsConsumedConcurrently: 3,
  autoCommitThreshold: 1,
  eachMessage: async (record) => {
    const headers = await reasonsFor(record)
    if (headers) await send(record, headers)
  },
})

async function reasonsFor({ message, heartbeat }: EachMessagePayload): Promise<IHeaders | null> {
  let purchase: Purchase
  try {
    purchase = JSON.parse((message.value ?? '').toString()) as Purchase
  } catch {
    return { 'dlq-error-name': 'NotJson', 'dlq-error-message': 'The value of this record is no JSON.' }
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      // The key makes another attempt harmless when only the answer of the one before was lost.
      await credit(purchase, { key: purchase.id })
      return null
    } catch (error) {
      if (error instanceof RejectedError) return { 'dlq-error-name': error.name, 'dlq-error-message': error.message }
      if (!(error instanceof UnavailableError)) throw error
      if (attempt >= maxAttempts)
        return {
          'dlq-error-name': error.name,
          'dlq-error-message': error.message,
          'dlq-attempts': String(attempt),
        }
      await new Promise((resolve) => setTimeout(resolve, Math.min(100 * attempt, 300)))
      await heartbeat()
    }
  }
}

async function send({ topic: from, partition, message }: EachMessagePayload, reasons: IHeaders): Promise<void> {
  const { key, value, offset, timestamp, headers = {} } = message
  const letter: IHeaders = {
    ...Object.fromEntries(Object.entries(headers).map(([name, given]) => [name, [given ?? ''].flat().map(filled)])),
    ...reasons,
    'dlq-original-topic': from,
    'dlq-original-partition': `${partition}`,
    'dlq-original-offset': offset,
    'dlq-original-timestamp': timestamp,
  }
  await producer.send({ topic: topic('purchases.dlq'), messages: [{ key, value, headers: letter }] })
}

function filled(value: Buffer | string | null): Buffer | string {
  return value ?? Buffer.alloc(0)
}

await stopAsked
await consumer.disconnect()
await producer.disconnect()
