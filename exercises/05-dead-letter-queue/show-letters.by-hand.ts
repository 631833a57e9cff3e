/**
 * Given: prints what lies in `purchases.dlq`, with headers, and goes on with what comes. It commits nothing.
 *
 *   npx tsx exercises/05-dead-letter-queue/show-letters.by-hand.ts      (Ctrl-C stops it)
 */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { group, kafka, topic } from '#shop'

// A group that nobody else is in, and that is forgotten: who only looks takes part in nothing.
const consumer = kafka.consumer({ groupId: group(`look-${randomUUID()}`) })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases.dlq')], fromBeginning: true })
await consumer.run({
  autoCommit: false,
  // Handlers are asynchronous to kafkajs, whatever they do.
  eachMessage: ({ partition, message }) => {
    console.log(`\nletter ${partition}/${message.offset}  key ${String(message.key)}\n  ${String(message.value)}`)
    for (const [name, value] of Object.entries(message.headers ?? {})) console.log(`  ${name}: ${String(value)}`)
    return Promise.resolve()
  },
})
console.error('showing purchases.dlq; Ctrl-C stops')
await once(process, 'SIGINT')
await consumer.disconnect()
