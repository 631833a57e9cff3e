import { group, kafka, topic } from '#shop'

// TODO(author): your solution with one mistake, as a beginner would make it: one at least for each belief.
const consumer = kafka.consumer({ groupId: group('archive') })
const producer = kafka.producer()

await consumer.connect()
await producer.connect()
await consumer.subscribe({ topic: topic('purchases'), fromBeginning: true })
await consumer.run({
  eachMessage: async ({ message }) => {
    await producer.send({ topic: topic('archive'), messages: [{ value: message.value }] })
  },
})

process.on('SIGTERM', async () => {
  await consumer.disconnect()
  await producer.disconnect()
})
