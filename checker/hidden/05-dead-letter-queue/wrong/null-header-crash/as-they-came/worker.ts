/** Passes the headers on as kafkajs gives them. */
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import type { EachMessagePayload } from 'kafkajs'
import { credit, group, kafka, type Purchase, RejectedError, topic, UnavailableError } from '#shop'

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
      if (error instanceof RejectedError || attempt === maxAttempts) return error as Error
    }
    await setTimeout(200)
    await heartbeat()
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
          ...message.headers,
          'dlq-original-topic': from,
          'dlq-original-partition': `${partition}`,
          'dlq-original-offset': message.offset,
          'dlq-original-timestamp': message.timestamp,
          'dlq-error-name': error.name,
          'dlq-error-message': error.message,
          ...(error instanceof UnavailableError && { 'dlq-attempts': `${maxAttempts}` }),
        },
      },
    ],
  })
}

await stopAsked
await consumer.disconnect()
await producer.disconnect()
