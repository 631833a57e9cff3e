/** Looks whether a value is a purchase at all before it asks the service, and has an error of its own for one that is not. */
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import type { EachMessagePayload, IHeaders } from 'kafkajs'
import { credit, group, kafka, type Purchase, RejectedError, topic, UnavailableError } from '#shop'

class NoPurchaseError extends Error {
  override readonly name = 'NoPurchaseError'
}

/** What a letter is for. Whatever else fails, such as a heartbeat, is no matter of the record. */
const FOR_A_LETTER = [NoPurchaseError, RejectedError, UnavailableError]

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const maxAttempts = Number(process.env.MAX_ATTEMPTS ?? 3)

const consumer = kafka.consumer({ groupId: group('loyalty'), allowAutoTopicCreation: false })
const producer = kafka.producer()
await producer.connect()
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachMessage: async (record) => {
    try {
      await creditInTime(purchaseIn(record.message.value), record.heartbeat)
    } catch (error) {
      if (!FOR_A_LETTER.some((kind) => error instanceof kind)) throw error
      await writeLetter(record, error as Error)
    }
  },
})

function purchaseIn(value: Buffer | null): Purchase {
  let parsed: unknown
  try {
    // Strict, where toString() would put a sign for each byte that is no UTF-8.
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(value ?? Buffer.alloc(0)))
  } catch (cause) {
    throw new NoPurchaseError('not JSON', { cause })
  }
  if (!isPurchase(parsed)) throw new NoPurchaseError('JSON, and no purchase')
  return parsed
}

function isPurchase(value: unknown): value is Purchase {
  const { id, shop, customer, totalCents } = (value ?? {}) as Partial<Purchase>
  return [id, shop, customer].every((one) => typeof one === 'string') && Number.isInteger(totalCents)
}

/** All attempts but the last may find the service down; the error of the last one goes through. */
async function creditInTime(purchase: Purchase, heartbeat: () => Promise<void>): Promise<void> {
  for (let attempt = 1; attempt < maxAttempts; attempt += 1) {
    if (await isCredited(purchase)) return
    await setTimeout(150)
    await heartbeat()
  }
  await credit(purchase)
}

async function isCredited(purchase: Purchase): Promise<boolean> {
  try {
    await credit(purchase)
    return true
  } catch (error) {
    if (error instanceof UnavailableError) return false
    throw error
  }
}

async function writeLetter({ topic: from, partition, message }: EachMessagePayload, error: Error): Promise<void> {
  const { key, value, offset, timestamp, headers = {} } = message
  const kept = Object.entries(headers).map(([name, given]): [string, IHeaders[string]] => [
    name,
    Array.isArray(given) ? given.map((one: Buffer | string | null) => one ?? '') : (given ?? ''),
  ])
  const all: IHeaders = {
    ...Object.fromEntries(kept),
    'dlq-original-topic': from,
    'dlq-original-partition': String(partition),
    'dlq-original-offset': offset,
    'dlq-original-timestamp': timestamp,
    'dlq-error-name': error.name,
    'dlq-error-message': error.message,
    ...(error instanceof UnavailableError && { 'dlq-attempts': String(maxAttempts) }),
  }
  await producer.send({ topic: topic('purchases.dlq'), messages: [{ key, value, headers: all }] })
}

await stopAsked
await consumer.disconnect()
await producer.disconnect()
