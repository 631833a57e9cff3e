/**
 * Appends each purchase in the topic `purchases` to the topic `audit-log`, until it is told to stop.
 *
 *   npx tsx solutions/04-consumer-groups/audit.ts      (Ctrl-C or SIGTERM stops it)
 */
import { once } from 'node:events'
import { group, kafka, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

// #region group
// A name of its own makes it another group, which gets every purchase too, and keeps offsets of its own. What the workers of
// `loyalty` have done is no matter here, and the other way round.
const consumer = kafka.consumer({ groupId: group('audit') })
const producer = kafka.producer()
await producer.connect()
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })
// #endregion

await consumer.run({
  eachMessage: async ({ message }) => {
    // As it came: what an audit reads again in a year must not depend on what this program understood.
    await producer.send({
      topic: topic('audit-log'),
      messages: [{ key: message.key, value: message.value }],
    })
  },
})

await stopAsked
// The consumer first: its handler needs the producer for the record in hand.
await consumer.disconnect()
await producer.disconnect()
