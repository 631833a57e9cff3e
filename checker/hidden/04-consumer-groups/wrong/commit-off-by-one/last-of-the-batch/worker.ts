/** Commits the offset of the last record of a batch. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  autoCommit: false,
  eachBatch: async ({ batch, commitOffsetsIfNecessary, heartbeat }) => {
    for (const message of batch.messages) {
      const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
      await credit(purchase)
      await heartbeat()
    }
    const partitions = [{ partition: batch.partition, offset: batch.lastOffset() }]
    await commitOffsetsIfNecessary({ topics: [{ topic: batch.topic, partitions }] })
  },
})

await stopAsked
await consumer.disconnect()
