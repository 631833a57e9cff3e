/** Counts the purchases that it has credited, and commits the count. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'
import type { EachMessagePayload } from 'kafkajs'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

let handled = 0
let inHand: Promise<void> = Promise.resolve()
await consumer.run({
  autoCommit: false,
  eachMessage: (payload) => (inHand = handle(payload)),
})

async function handle({ topic: from, partition, message }: EachMessagePayload): Promise<void> {
  const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
  await credit(purchase)
  handled += 1
  await consumer.commitOffsets([{ topic: from, partition, offset: String(handled) }])
}

await stopAsked
// Once disconnect() has begun, commitOffsets() does nothing: so the handler first.
consumer.pause([{ topic: topic('purchases') }])
await inHand
await consumer.disconnect()
