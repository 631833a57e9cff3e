/**
 * Copies the purchases to the topic `archive`, until told to stop.
 *
 *   npx tsx solutions/@id@/copy.ts      (Ctrl-C or SIGTERM stops it)
 */
import { once } from 'node:events'
import { group, kafka, topic } from '#shop'

// TODO(author): your solution, with the why in comments, and a region for each piece that the lesson shows.

// Before anything else: from here on a signal no longer kills the process, it only fulfils this promise.
const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const producer = kafka.producer()
const consumer = kafka.consumer({ groupId: group('archive') })
await producer.connect()
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

// #region copy
await consumer.run({
  eachMessage: async ({ message }) => {
    // Awaited: when this handler returns, kafkajs takes the record for done and commits behind it.
    await producer.send({
      topic: topic('archive'),
      // The key too: it decides on the partition, and so keeps a shop's purchases in order.
      messages: [{ key: message.key, value: message.value }],
    })
  },
})
// #endregion

await stopAsked
// The consumer first: its handler needs the producer for the record in hand.
await consumer.disconnect()
await producer.disconnect()
