/** Asks once more in any case: a first failure says nothing yet. */
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

let inHand: Promise<void> = Promise.resolve()
await consumer.run({
  autoCommit: false,
  eachMessage: (record) => (inHand = handle(record)),
})

async function handle(record: EachMessagePayload): Promise<void> {
  await creditOrPutAside(record)
  const { topic: from, partition, message } = record
  const offset = (BigInt(message.offset) + 1n).toString()
  await consumer.commitOffsets([{ topic: from, partition, offset }])
}

async function creditOrPutAside(record: EachMessagePayload, attempt = 1): Promise<void> {
  try {
    await credit(JSON.parse(record.message.value?.toString() ?? '') as Purchase)
  } catch (error) {
    if (!(error instanceof UnavailableError)) return putAside(record, error as Error)
    if (attempt > 1 && attempt >= maxAttempts) return putAside(record, error, { 'dlq-attempts': String(attempt) })
    await setTimeout(200)
    await record.heartbeat()
    return creditOrPutAside(record, attempt + 1)
  }
}

async function putAside({ topic: from, partition, message }: EachMessagePayload, error: Error, more: IHeaders = {}) {
  const headers: IHeaders = { ...more, 'dlq-error-name': error.name, 'dlq-error-message': error.message }
  const { key, value, offset, timestamp } = message
  const origin = { topic: from, partition, offset, timestamp }
  for (const [name, what] of Object.entries(origin)) headers[`dlq-original-${name}`] = String(what)
  for (const [name, given] of Object.entries(message.headers ?? {})) headers[name] = written(given)
  await producer.send({ topic: topic('purchases.dlq'), messages: [{ key, value, headers }] })
}

function written(value: IHeaders[string] | null): IHeaders[string] {
  return Array.isArray(value) ? value.map((one) => one || '') : (value ?? '')
}

await stopAsked
// Once disconnect() has begun, commitOffsets() does nothing: so the handler first.
consumer.pause([{ topic: topic('purchases') }])
await inHand.catch(() => undefined)
await consumer.disconnect()
await producer.disconnect()
