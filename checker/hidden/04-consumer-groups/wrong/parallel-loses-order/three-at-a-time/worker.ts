/** Credits three at a time, and resolves the three together. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

const AT_A_TIME = 3

await consumer.run({
  eachBatchAutoResolve: false,
  eachBatch: async ({ batch, resolveOffset, heartbeat, isRunning, isStale }) => {
    for (let start = 0; start < batch.messages.length; start += AT_A_TIME) {
      if (!isRunning() || isStale()) return
      const few = batch.messages.slice(start, start + AT_A_TIME)
      await Promise.all(few.map(({ value }) => credit(JSON.parse(value?.toString() ?? '') as Purchase)))
      resolveOffset(few.at(-1)?.offset ?? '')
      await heartbeat()
    }
  },
})

await stopAsked
await consumer.disconnect()
