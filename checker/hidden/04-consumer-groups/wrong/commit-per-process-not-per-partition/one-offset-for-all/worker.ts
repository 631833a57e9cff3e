/** Keeps one offset for all of its partitions. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'
import type { EachMessagePayload } from 'kafkajs'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

let furthest = 0n
let partitions: number[] = []
consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
  partitions = payload.memberAssignment[topic('purchases')] ?? []
})
let inHand: Promise<void> = Promise.resolve()
await consumer.run({
  autoCommit: false,
  eachMessage: (payload) => (inHand = handle(payload)),
})

async function handle({ topic: from, message }: EachMessagePayload): Promise<void> {
  const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
  await credit(purchase)
  const next = BigInt(message.offset) + 1n
  if (next > furthest) furthest = next
  const offset = furthest.toString()
  await consumer.commitOffsets(partitions.map((partition) => ({ topic: from, partition, offset })))
}

await stopAsked
// Once disconnect() has begun, commitOffsets() does nothing: so the handler first.
consumer.pause([{ topic: topic('purchases') }])
await inHand
await consumer.disconnect()
