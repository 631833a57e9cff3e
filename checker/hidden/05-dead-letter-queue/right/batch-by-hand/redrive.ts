/** Sends the letters of a batch with one send for all of their topics, and commits behind them. */
import type { EachBatchPayload, KafkaMessage } from 'kafkajs'
import { group, kafka, topic } from '#shop'

const dryRun = process.argv.includes('--dry-run')
const dlq = topic('purchases.dlq')

const admin = kafka.admin()
await admin.connect()
const ends = await admin.fetchTopicOffsets(dlq)
const [own] = await admin.fetchOffsets({ groupId: group('redrive'), topics: [dlq] })
await admin.disconnect()

const endOf = new Map(ends.map(({ partition, high }) => [partition, BigInt(high)]))
const waiting = new Set<number>()
for (const { partition, low, high } of ends) {
  const next = own?.partitions.find((one) => one.partition === partition)?.offset ?? '-1'
  if (BigInt(low) < BigInt(high) && BigInt(next) < BigInt(high)) waiting.add(partition)
}

const count = { found: 0, sent: 0 }
if (waiting.size > 0) {
  const consumer = kafka.consumer({ groupId: group('redrive') })
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 })
  await Promise.all([consumer.connect(), producer.connect()])
  await consumer.subscribe({ topic: dlq, fromBeginning: true })
  await new Promise<void>((resolve, reject) => {
    const eachBatch = async ({ batch }: EachBatchPayload) => {
      const { partition } = batch
      const end = endOf.get(partition) ?? 0n
      const messages = batch.messages.filter(({ offset }) => BigInt(offset) < end)
      const last = messages.at(-1)
      if (!last) return
      count.found += messages.length
      const offset = (BigInt(last.offset) + 1n).toString()
      if (!dryRun) {
        await producer.sendBatch({ topicMessages: messages.map(toItsTopic) })
        count.sent += messages.length
        await consumer.commitOffsets([{ topic: dlq, partition, offset }])
      }
      if (BigInt(offset) >= end) waiting.delete(partition)
      if (waiting.size === 0) resolve()
    }
    consumer.run({ autoCommit: false, eachBatch }).catch(reject)
  })
  await Promise.all([consumer.disconnect(), producer.disconnect()])
}
console.log(JSON.stringify(count))

function toItsTopic({ key, value, headers = {} }: KafkaMessage) {
  const kept = Object.keys(headers).filter((name) => !name.startsWith('dlq-'))
  return {
    topic: String(headers['dlq-original-topic']),
    messages: [{ key, value, headers: Object.fromEntries(kept.map((name) => [name, headers[name]])) }],
  }
}
