/** Works through batches, and resolves each record when it is credited or its letter is written. */
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import type { EachBatchPayload, IHeaders, KafkaMessage } from 'kafkajs'
import { credit, group, kafka, type Purchase, topic, UnavailableError } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const maxAttempts = Number(process.env.MAX_ATTEMPTS ?? 3)

const consumer = kafka.consumer({ groupId: group('loyalty') })
const producer = kafka.producer()
await producer.connect()
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachBatchAutoResolve: false,
  eachBatch: async (payload) => {
    const { batch, resolveOffset, commitOffsetsIfNecessary, uncommittedOffsets, isRunning, isStale } = payload
    for (const message of batch.messages) {
      if (!isRunning() || isStale()) break
      const reasons = await reasonsAgainst(message, payload)
      if (reasons) await producer.send({ topic: topic('purchases.dlq'), messages: [letter(batch, message, reasons)] })
      resolveOffset(message.offset)
      await payload.heartbeat()
    }
    await commitOffsetsIfNecessary(uncommittedOffsets())
  },
})

/** Headers that say why a record can't be credited; undefined when it is. */
async function reasonsAgainst(message: KafkaMessage, { heartbeat }: EachBatchPayload): Promise<IHeaders | undefined> {
  let attempts = 0
  for (;;) {
    const error = await failureOf(message)
    attempts += 1
    if (!error) return undefined
    const reasons = { 'dlq-error-name': error.name, 'dlq-error-message': error.message }
    if (!(error instanceof UnavailableError)) return reasons
    if (attempts === maxAttempts) return { ...reasons, 'dlq-attempts': String(attempts) }
    await setTimeout(100)
    await heartbeat()
  }
}

async function failureOf({ value }: KafkaMessage): Promise<Error | undefined> {
  try {
    await credit(JSON.parse(value?.toString() ?? '') as Purchase)
    return undefined
  } catch (error) {
    return error as Error
  }
}

function letter(batch: EachBatchPayload['batch'], message: KafkaMessage, reasons: IHeaders) {
  const headers: IHeaders = {
    ...reasons,
    'dlq-original-topic': batch.topic,
    'dlq-original-partition': String(batch.partition),
    'dlq-original-offset': message.offset,
    'dlq-original-timestamp': message.timestamp,
  }
  for (const [name, value] of Object.entries(message.headers ?? {})) {
    headers[name] = Array.isArray(value) ? value.map((one: Buffer | string | null) => one ?? '') : (value ?? '')
  }
  return { key: message.key, value: message.value, headers }
}

await stopAsked
await consumer.disconnect()
await producer.disconnect()
