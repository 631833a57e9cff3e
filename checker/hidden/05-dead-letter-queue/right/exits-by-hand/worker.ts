/** Catches the refusal of a letter, has the program stopped from outside of the handler, and sees to the exit code itself. */
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import type { EachMessagePayload, IHeaders } from 'kafkajs'
import { credit, group, kafka, type Purchase, topic, UnavailableError } from '#shop'

const refused = new AbortController()
const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT'), once(refused.signal, 'abort')])

const maxAttempts = Number(process.env.MAX_ATTEMPTS ?? 3)

const consumer = kafka.consumer({ groupId: group('loyalty') })
const producer = kafka.producer()
await producer.connect()
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachMessage: async (record) => {
    const failure = await failureOf(record)
    if (!failure) return
    try {
      await producer.send({ topic: topic('purchases.dlq'), messages: [letter(record, failure)] })
    } catch (cause) {
      process.exitCode = 1
      refused.abort()
      // Not the error of kafkajs, for which it would give up by itself: this one only keeps the record from being committed.
      throw new Error(`no letter for offset ${record.message.offset}`, { cause })
    }
  },
})

interface Failure {
  readonly error: Error
  readonly attempts: number
}

async function failureOf({ message, heartbeat }: EachMessagePayload): Promise<Failure | null> {
  let attempts = 0
  for (;;) {
    attempts += 1
    try {
      await credit(JSON.parse(message.value?.toString() ?? '') as Purchase)
      return null
    } catch (thrown) {
      const error = thrown as Error
      const mayPass = error instanceof UnavailableError && attempts < maxAttempts
      if (!mayPass) return { error, attempts }
    }
    await setTimeout(250)
    await heartbeat()
  }
}

function letter({ topic: from, partition, message }: EachMessagePayload, { error, attempts }: Failure) {
  const headers: IHeaders = {}
  for (const [name, value] of Object.entries(message.headers ?? {})) {
    headers[name] = Array.isArray(value) ? value.map((one: Buffer | string | null) => one ?? '') : (value ?? '')
  }
  headers['dlq-original-topic'] = from
  headers['dlq-original-partition'] = partition.toString()
  headers['dlq-original-offset'] = message.offset
  headers['dlq-original-timestamp'] = message.timestamp
  headers['dlq-error-name'] = error.constructor.name
  headers['dlq-error-message'] = String(error)
  if (error instanceof UnavailableError) headers['dlq-attempts'] = attempts.toString()
  return { key: message.key, value: message.value, headers }
}

await stopAsked
await consumer.disconnect()
await producer.disconnect()
