// Writes the receipts, but reads as a member of another group than the one that was asked for.
import { group, kafka, topic } from '#shop'

const consumer = kafka.consumer({ groupId: group('mine') })
const producer = kafka.producer()
await Promise.all([consumer.connect(), producer.connect()])
await consumer.subscribe({ topic: topic('purchases'), fromBeginning: true })
await consumer.run({
  eachMessage: async ({ message: { key, value } }) => {
    const { id, shop, totalCents } = JSON.parse(String(value)) as { id: string; shop: string; totalCents: number }
    const receipt = JSON.stringify({ purchaseId: id, shop, totalCents })
    await producer.send({ topic: topic('receipts'), messages: [{ key, value: receipt }] })
  },
})
