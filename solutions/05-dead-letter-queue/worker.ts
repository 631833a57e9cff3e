/**
 * Credits each purchase in the topic `purchases`, as a worker of the group `loyalty`, and puts aside in `purchases.dlq` what it
 * can't credit, until it is told to stop.
 *
 *   npx tsx solutions/05-dead-letter-queue/worker.ts      (Ctrl-C or SIGTERM stops it)
 */
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import type { EachMessagePayload, IHeaders } from 'kafkajs'
import { credit, group, kafka, type Purchase, topic, UnavailableError } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const maxAttempts = Number(process.env.MAX_ATTEMPTS ?? 3)
/** The service gets a moment between two attempts. Not longer: the records behind this one wait too. */
const PAUSE_MS = 150

const consumer = kafka.consumer({ groupId: group('loyalty') })
const producer = kafka.producer()
await producer.connect()
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

// #region handler
await consumer.run({
  eachMessage: async (record) => {
    const failure = await work(record)
    // Awaited, and not caught: this handler returns, and so the record is committed, only when Kafka has the letter. Where it
    // refuses it, the error goes through: kafkajs gives up, and #shop ends the program with exit code 1.
    if (failure) await putAside(record, failure)
  },
})
// #endregion

/** Why a record can't be credited. */
interface Failure {
  readonly error: Error
  /** How often its credit was asked for; undefined where asking again would change nothing. */
  readonly attempts?: number
}

/** Credits a record; gives back why it can't be. */
async function work({ message, heartbeat }: EachMessagePayload): Promise<Failure | undefined> {
  // #region attempts
  for (let attempt = 1; ; attempt++) {
    try {
      await credit(JSON.parse(message.value?.toString() ?? '') as Purchase)
      return undefined
    } catch (error) {
      // One kind of error may pass. All others are for good, and an unknown one too: it is better looked at than tried again.
      if (!(error instanceof UnavailableError)) return { error: error as Error }
      if (attempt >= maxAttempts) return { error, attempts: attempt }
    }
    await setTimeout(PAUSE_MS)
    // While this handler runs kafkajs sends no heartbeat by itself, and attempts take time.
    await heartbeat()
  }
  // #endregion
}

// #region letter
/** Sends the record as it is to `purchases.dlq`, with where it is from and what happened. Resolves when Kafka has it. */
async function putAside({ topic: from, partition, message }: EachMessagePayload, { error, attempts }: Failure) {
  await producer.send({
    topic: topic('purchases.dlq'),
    messages: [
      {
        // The bytes that came, not what we understood of them: perhaps that is what went wrong.
        key: message.key,
        value: message.value,
        headers: {
          ...writable(message.headers),
          'dlq-original-topic': from,
          'dlq-original-partition': String(partition),
          'dlq-original-offset': message.offset,
          'dlq-original-timestamp': message.timestamp,
          'dlq-error-name': error.name,
          'dlq-error-message': error.message,
          ...(attempts !== undefined && { 'dlq-attempts': String(attempts) }),
        },
      },
    ],
  })
}
// #endregion

/** Kafka has headers without a value. kafkajs gives null for one, and throws when it is to write it. */
function writable(headers: IHeaders = {}): IHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((one: Buffer | string | null) => one ?? '') : (value ?? ''),
    ]),
  )
}

await stopAsked
// The consumer first: its handler needs the producer for the record in hand. And here, not in the handler: disconnect() waits
// until the handler has returned.
await consumer.disconnect()
await producer.disconnect()
