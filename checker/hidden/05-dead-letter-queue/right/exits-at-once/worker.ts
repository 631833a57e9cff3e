/** When a letter is refused it says so and exits at once: what is not committed comes again at the next start. */
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { type EachMessagePayload, type IHeaders, CompressionTypes } from 'kafkajs'
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
    const { value } = record.message
    let purchase: Purchase
    try {
      purchase = JSON.parse(value?.toString() ?? '') as Purchase
    } catch (error) {
      return putAside(record, error as Error)
    }
    let failure: UnavailableError | undefined
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      if (failure) await pause(record)
      try {
        return await credit(purchase)
      } catch (error) {
        if (error instanceof RejectedError) return putAside(record, error)
        failure = error as UnavailableError
      }
    }
    await putAside(record, failure ?? new UnavailableError('never asked'), maxAttempts)
  },
})

async function pause({ heartbeat }: EachMessagePayload): Promise<void> {
  await setTimeout(100)
  await heartbeat()
}

async function putAside({ topic: from, partition, message }: EachMessagePayload, error: Error, attempts?: number) {
  const { key, value, offset, timestamp } = message
  const headers: IHeaders = {}
  for (const [name, given] of Object.entries(message.headers ?? {})) {
    headers[name] = Array.isArray(given) ? given.map((one: Buffer | string | null) => one ?? '') : (given ?? '')
  }
  Object.assign(headers, { 'dlq-original-topic': from, 'dlq-original-partition': String(partition) })
  Object.assign(headers, { 'dlq-original-offset': offset, 'dlq-original-timestamp': timestamp })
  Object.assign(headers, { 'dlq-error-name': error.name, 'dlq-error-message': error.message })
  if (attempts !== undefined) headers['dlq-attempts'] = String(attempts)
  try {
    const messages = [{ key, value, headers }]
    await producer.send({ topic: topic('purchases.dlq'), messages, compression: CompressionTypes.GZIP })
  } catch (refused) {
    console.error(`The letter for offset ${offset} of partition ${partition} was refused:`, refused)
    process.exit(1)
  }
}

await stopAsked
await consumer.disconnect()
await producer.disconnect()
