/** Sends the letters of a batch together at its end; all of the batch is committed behind that, or comes again. */
import { setTimeout } from 'node:timers/promises'
import type { Batch, IHeaders, KafkaMessage, Message } from 'kafkajs'
import { credit, group, kafka, type Purchase, topic, UnavailableError } from '#shop'

const maxAttempts = Number(process.env.MAX_ATTEMPTS ?? '3')

const consumer = kafka.consumer({ groupId: group('loyalty') })
const producer = kafka.producer()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop())

await producer.connect()
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })
await consumer.run({
  eachBatch: async ({ batch, heartbeat }) => {
    const letters: Message[] = []
    for (const message of batch.messages) {
      const reasons = await reasonsAgainst(message, heartbeat)
      if (reasons) letters.push(letter(batch, message, reasons))
      await heartbeat()
    }
    if (letters.length > 0) await producer.send({ topic: topic('purchases.dlq'), messages: letters })
  },
})

async function reasonsAgainst({ value }: KafkaMessage, heartbeat: () => Promise<void>): Promise<IHeaders | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await credit(JSON.parse(value?.toString() ?? '') as Purchase)
      return undefined
    } catch (error) {
      const { name, message } = error as Error
      const reasons = { 'dlq-error-name': name, 'dlq-error-message': message }
      if (!(error instanceof UnavailableError)) return reasons
      if (attempt === maxAttempts) return { ...reasons, 'dlq-attempts': String(attempt) }
    }
    await setTimeout(120)
    await heartbeat()
  }
}

function letter({ topic: from, partition }: Batch, message: KafkaMessage, reasons: IHeaders): Message {
  const { key, value, offset, timestamp } = message
  const headers: IHeaders = {
    'dlq-original-topic': from,
    'dlq-original-partition': String(partition),
    'dlq-original-offset': offset,
    'dlq-original-timestamp': timestamp,
    ...reasons,
  }
  for (const [name, given] of Object.entries(message.headers ?? {})) {
    headers[name] = Array.isArray(given) ? given.map((one: Buffer | string | null) => one ?? '') : (given ?? '')
  }
  return { key, value, headers }
}

async function stop(): Promise<void> {
  await consumer.disconnect()
  await producer.disconnect()
}
