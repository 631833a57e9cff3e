/** Commits each purchase by itself once it is credited, and finishes the one in hand before it lets go. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'
import type { EachMessagePayload } from 'kafkajs'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

let inHand: Promise<void> = Promise.resolve()
await consumer.run({
  autoCommit: false,
  eachMessage: (payload) => (inHand = handle(payload)),
})

async function handle({ topic: from, partition, message }: EachMessagePayload): Promise<void> {
  const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
  await credit(purchase)
  const offset = (BigInt(message.offset) + 1n).toString()
  await consumer.commitOffsets([{ topic: from, partition, offset }])
}

await stopAsked
// Once disconnect() has begun, commitOffsets() does nothing: so the handler first.
consumer.pause([{ topic: topic('purchases') }])
await inHand
await consumer.disconnect()
