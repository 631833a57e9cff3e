/** Appends a batch with one send, and has it committed behind that. */
import { group, kafka, topic } from '#shop'

const consumer = kafka.consumer({ groupId: group('audit') })
const producer = kafka.producer()
await Promise.all([consumer.connect(), producer.connect()])
await consumer.subscribe({ topic: topic('purchases'), fromBeginning: true })
await consumer.run({
  eachBatch: async ({ batch }) => {
    await producer.send({
      topic: topic('audit-log'),
      messages: batch.messages.map(({ key, value, headers }) => ({ key, value, ...(headers && { headers }) })),
    })
  },
})

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop())

async function stop(): Promise<void> {
  await consumer.disconnect()
  await producer.disconnect()
}
