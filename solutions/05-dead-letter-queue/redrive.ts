/**
 * Sends the dead letters in `purchases.dlq` back to the topics that they came from, as the group `redrive`, and ends.
 *
 *   npx tsx solutions/05-dead-letter-queue/redrive.ts --dry-run      (sends nothing, and says how many there are)
 */
import type { IHeaders } from 'kafkajs'
import { group, kafka, topic } from '#shop'

const dryRun = process.argv.includes('--dry-run')
const letters = topic('purchases.dlq')
const groupId = group('redrive')

// #region ends
// Where the topic ends now. A letter that comes later may be one of those that we send back and that has failed again: without
// this line we would go round in a circle.
const admin = kafka.admin()
await admin.connect()
const [partitions, [committed]] = await Promise.all([
  admin.fetchTopicOffsets(letters),
  admin.fetchOffsets({ groupId, topics: [letters] }),
])
await admin.disconnect()
const ends = new Map(partitions.map(({ partition, high }) => [partition, BigInt(high)]))

/** Partitions with letters that are not sent yet. A group that has never committed begins at the first that is still there. */
const left = new Set(
  partitions.flatMap(({ partition, low, high }) => {
    const next = BigInt(committed?.partitions.find((one) => one.partition === partition)?.offset ?? -1)
    return (next < BigInt(low) ? BigInt(low) : next) < BigInt(high) ? [partition] : []
  }),
)
// #endregion

let found = 0
let sent = 0
if (left.size > 0) await sendBack()
console.log(JSON.stringify({ found, sent }))

/** Reads up to the ends, and sends each letter to its topic. */
async function sendBack(): Promise<void> {
  const { promise: done, resolve: allRead } = promiseToResolve()
  const producer = kafka.producer()
  const consumer = kafka.consumer({ groupId })
  await producer.connect()
  await consumer.connect()
  await consumer.subscribe({ topics: [letters], fromBeginning: true })
  // #region send
  await consumer.run({
    // kafkajs would commit what the handler was given, also the letters behind the end, which we don't send.
    autoCommit: false,
    eachMessage: async ({ partition, message }) => {
      const end = ends.get(partition) ?? 0n
      if (BigInt(message.offset) >= end) return
      found += 1
      const next = BigInt(message.offset) + 1n
      if (!dryRun) {
        const to = String(message.headers?.['dlq-original-topic'])
        const { key, value, headers } = message
        await producer.send({ topic: to, messages: [{ key, value, headers: withoutOurs(headers) }] })
        sent += 1
        await consumer.commitOffsets([{ topic: letters, partition, offset: String(next) }])
      }
      if (next === end) left.delete(partition)
      if (left.size === 0) allRead()
    },
  })
  // #endregion
  await done
  await consumer.disconnect()
  await producer.disconnect()
}

/** They told where the letter came from. Sent along, they would say of the next failure what was true of this one. */
function withoutOurs(headers: IHeaders = {}): IHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('dlq-')))
}

/** As `Promise.withResolvers()`, which Node has from 22 on. */
function promiseToResolve() {
  let resolve!: () => void
  const promise = new Promise<void>((settle) => (resolve = settle))
  return { promise, resolve }
}
