/**
 * Credits each purchase in the topic `purchases` to its customer's card, as one of the workers of the group `loyalty`, until it
 * is told to stop. Start as many as there are partitions; more would have nothing to do.
 *
 *   npx tsx solutions/04-consumer-groups/worker.ts      (Ctrl-C or SIGTERM stops it)
 */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

// Before anything else: from here on a signal no longer kills the process, it only fulfils this promise.
const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

// #region join
// One name for all workers: that makes them one group, and Kafka gives each partition to one of them.
const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
// Where a group begins that has never committed. Afterwards its committed offsets decide.
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })
// #endregion

// #region work
await consumer.run({
  eachMessage: async ({ message }) => {
    const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
    // Awaited, one after the other: when this handler returns, kafkajs takes the record for done and commits behind it.
    // Not caught: when it throws, nothing is committed, and kafkajs gives us the same record again after a moment.
    await credit(purchase)
  },
})
// #endregion

// #region stop
await stopAsked
// Takes no further record, lets the handler finish the one in hand, commits it, and leaves the group: its partitions go to
// the other workers at once. A process that just ends keeps them waiting until its session is over.
await consumer.disconnect()
// #endregion
