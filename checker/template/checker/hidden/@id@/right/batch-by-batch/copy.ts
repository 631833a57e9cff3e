import { group, kafka, topic } from '#shop'

// TODO(author): a correct program in quite another style than yours. The more of them, the less your tests grade style.
/** Copies a whole batch in one request. */
async function main(): Promise<void> {
  const producer = kafka.producer()
  const consumer = kafka.consumer({ groupId: group('archive') })
  process.once('SIGTERM', () => void consumer.disconnect().then(() => producer.disconnect()))
  await Promise.all([producer.connect(), consumer.connect()])
  await consumer.subscribe({ topic: topic('purchases'), fromBeginning: true })
  await consumer.run({
    eachBatch: async ({ batch }) => {
      const messages = batch.messages.map(({ key, value }) => ({ key, value }))
      await producer.send({ topic: topic('archive'), messages })
    },
  })
}

await main()
