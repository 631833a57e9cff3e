/** Credits a batch all at once, and lets it be committed when all are done. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachBatch: async ({ batch }) => {
    const purchases = batch.messages.map(({ value }) => JSON.parse(value?.toString() ?? '') as Purchase)
    await Promise.all(purchases.map((purchase) => credit(purchase)))
  },
})

await stopAsked
await consumer.disconnect()
