/** Commits the offset of each letter that it has sent. */
import type { IHeaders } from 'kafkajs'
import { group, kafka, topic } from '#shop'

const dryRun = process.argv.includes('--dry-run')
const dlq = topic('purchases.dlq')
const groupId = group('redrive')

const admin = kafka.admin()
await admin.connect()
const ends = await admin.fetchTopicOffsets(dlq)
const committed = await admin.fetchOffsets({ groupId, topics: [dlq] })
await admin.disconnect()

/** Partition → offset at which we end; only those with something to do. */
const left = new Map<number, number>()
for (const { partition, low, high } of ends) {
  const done = committed[0]?.partitions.find((one) => one.partition === partition)?.offset ?? '-1'
  if (Math.max(Number(done), Number(low)) < Number(high)) left.set(partition, Number(high))
}

let found = 0
let sent = 0

if (left.size > 0) {
  const producer = kafka.producer()
  const consumer = kafka.consumer({ groupId })
  await producer.connect()
  await consumer.connect()
  await consumer.subscribe({ topics: [dlq], fromBeginning: true })
  await new Promise<void>((resolve, reject) => {
    consumer
      .run({
        autoCommit: false,
        eachMessage: async ({ partition, message }) => {
          const end = left.get(partition)
          const next = Number(message.offset) + 1
          if (end === undefined || next > end) return
          found++
          if (!dryRun) {
            await producer.send({
              topic: String(message.headers?.['dlq-original-topic']),
              messages: [{ key: message.key, value: message.value, headers: withoutOurs(message.headers) }],
            })
            sent++
            await consumer.commitOffsets([{ topic: dlq, partition, offset: message.offset }])
          }
          if (next === end) left.delete(partition)
          if (left.size === 0) resolve()
        },
      })
      .catch(reject)
  })
  await consumer.disconnect()
  await producer.disconnect()
}

console.log(JSON.stringify({ found, sent }))

function withoutOurs(headers: IHeaders = {}): IHeaders {
  const rest: IHeaders = {}
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith('dlq-')) rest[name] = value
  }
  return rest
}
