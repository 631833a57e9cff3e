/** Writes a letter and commits its record in one transaction: both are there, or neither. */
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import type { EachMessagePayload, IHeaders } from 'kafkajs'
import { credit, group, kafka, type Purchase, topic, UnavailableError } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const maxAttempts = Number(process.env.MAX_ATTEMPTS ?? 3)
const groupId = group('loyalty')

const consumer = kafka.consumer({ groupId })
const producer = kafka.producer({ transactionalId: group('loyalty-letters'), idempotent: true, maxInFlightRequests: 1 })
await producer.connect()
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

let inHand: Promise<void> = Promise.resolve()
await consumer.run({
  autoCommit: false,
  eachMessage: (record) => (inHand = handle(record)),
})

async function handle(record: EachMessagePayload): Promise<void> {
  const { topic: from, partition, message } = record
  const next = { partition, offset: (BigInt(message.offset) + 1n).toString() }
  const headers = await headersOfLetter(record)
  if (headers === undefined) return consumer.commitOffsets([{ topic: from, ...next }])
  const transaction = await producer.transaction()
  try {
    const letter = { key: message.key, value: message.value, headers }
    await transaction.send({ topic: topic('purchases.dlq'), messages: [letter] })
    await transaction.sendOffsets({ consumerGroupId: groupId, topics: [{ topic: from, partitions: [next] }] })
    await transaction.commit()
  } catch (error) {
    if (transaction.isActive()) await transaction.abort()
    throw error
  }
}

/** Undefined when it is credited. */
async function headersOfLetter({ topic: from, partition, message, heartbeat }: EachMessagePayload) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await credit(JSON.parse(message.value?.toString() ?? '') as Purchase)
      return undefined
    } catch (thrown) {
      const error = thrown as Error
      const isDown = error instanceof UnavailableError
      if (!isDown || attempt === maxAttempts)
        return {
          ...written(message.headers),
          'dlq-original-topic': from,
          'dlq-original-partition': String(partition),
          'dlq-original-offset': message.offset,
          'dlq-original-timestamp': message.timestamp,
          'dlq-error-name': error.name,
          'dlq-error-message': error.message,
          ...(isDown && { 'dlq-attempts': String(attempt) }),
        }
    }
    await setTimeout(150)
    await heartbeat()
  }
}

function written(headers: IHeaders = {}): IHeaders {
  const filled = (value: IHeaders[string] | null) => value ?? ''
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((one) => filled(one) as Buffer) : filled(value),
    ]),
  )
}

await stopAsked
// Once disconnect() has begun, commitOffsets() does nothing: so the handler first.
consumer.pause([{ topic: topic('purchases') }])
await inHand.catch(() => undefined)
await consumer.disconnect()
await producer.disconnect()
