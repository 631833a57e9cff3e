/** A loop of attempts, which ends at the first error. */
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
    let purchase: Purchase
    try {
      purchase = JSON.parse(record.message.value?.toString() ?? '') as Purchase
    } catch (error) {
      await putAside(record, error as Error)
      return
    }
    const error = await tryToCredit(purchase, record.heartbeat)
    if (error) await putAside(record, error)
  },
})

/** Gives back the error of the last attempt, or nothing if it went well. */
async function tryToCredit(purchase: Purchase, heartbeat: () => Promise<void>) {
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    try {
      await credit(purchase)
      return undefined
    } catch (error) {
      console.error(`attempt ${attempt} of ${maxAttempts} failed`, error)
      await setTimeout(200)
      await heartbeat()
      return error as Error
    }
  }
  return undefined
}

async function putAside({ topic: from, partition, message }: EachMessagePayload, error: Error) {
  await producer.send({
    topic: topic('purchases.dlq'),
    messages: [
      {
        key: message.key,
        value: message.value,
        headers: {
          ...withoutNulls(message.headers),
          'dlq-original-topic': from,
          'dlq-original-partition': `${partition}`,
          'dlq-original-offset': message.offset,
          'dlq-original-timestamp': message.timestamp,
          'dlq-error-name': error.name,
          'dlq-error-message': error.message,
          ...(error instanceof UnavailableError && { 'dlq-attempts': '1' }),
        },
      },
    ],
  })
}

/** kafkajs can read a header without a value, and can't write one. */
function withoutNulls(headers: IHeaders = {}): IHeaders {
  const copy: IHeaders = {}
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    copy[name] = Array.isArray(value) ? value.map((one) => one || '') : value || ''
  }
  return copy
}

await stopAsked
await consumer.disconnect()
await producer.disconnect()
