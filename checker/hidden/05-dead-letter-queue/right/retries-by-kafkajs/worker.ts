/** Throws when the service is down: kafkajs reads the record again after a moment, and a map knows how often it was tried. */
import type { EachMessagePayload, IHeaders } from 'kafkajs'
import { credit, group, kafka, type Purchase, topic, UnavailableError } from '#shop'

const maxAttempts = Number(process.env.MAX_ATTEMPTS ?? 3)

// The waits between two attempts are those between two reads. kafkajs counts them together for all records, so it gets no limit.
const retry = { initialRetryTime: 150, maxRetryTime: 150, factor: 0, retries: Number.MAX_SAFE_INTEGER }
const consumer = kafka.consumer({ groupId: group('loyalty'), retry })
const producer = kafka.producer()
await Promise.all([consumer.connect(), producer.connect()])
await consumer.subscribe({ topic: topic('purchases'), fromBeginning: true })

const failed = new Map<string, number>()

await consumer.run({
  eachMessage: async (record) => {
    const place = `${record.partition}/${record.message.offset}`
    const attempts = (failed.get(place) ?? 0) + 1
    try {
      await credit(JSON.parse(String(record.message.value)) as Purchase)
    } catch (error) {
      if (!(error instanceof UnavailableError)) await bury(record, error as Error, {})
      else if (attempts >= maxAttempts) await bury(record, error, { 'dlq-attempts': String(attempts) })
      else {
        failed.set(place, attempts)
        throw error
      }
    }
    failed.delete(place)
  },
})

async function bury(
  { topic: from, partition, message }: EachMessagePayload,
  error: Error,
  more: IHeaders,
): Promise<void> {
  const { key, value, offset, timestamp } = message
  const headers: IHeaders = {
    'dlq-original-topic': from,
    'dlq-original-partition': String(partition),
    'dlq-original-offset': offset,
    'dlq-original-timestamp': timestamp,
    'dlq-error-name': error.name,
    'dlq-error-message': error.message,
    ...more,
  }
  for (const [name, given] of Object.entries(message.headers ?? {})) {
    headers[name] = [given].flat().map((one: Buffer | string | null | undefined) => one ?? '')
  }
  await producer.send({ topic: topic('purchases.dlq'), messages: [{ key, value, headers }] })
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop())

async function stop(): Promise<void> {
  await consumer.disconnect()
  await producer.disconnect()
}
