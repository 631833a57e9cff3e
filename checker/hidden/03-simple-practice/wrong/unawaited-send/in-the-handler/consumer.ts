import { group, kafka, type Purchase, topic } from '#shop'

const consumer = kafka.consumer({ groupId: group('receipts') })
const producer = kafka.producer()
let receipts = 0
let skipped = 0

function parse(value: Buffer | null): Purchase | undefined {
  if (!value) return undefined
  try {
    const purchase = JSON.parse(value.toString()) as Purchase
    return purchase.id && purchase.shop ? purchase : undefined
  } catch {
    return undefined
  }
}

async function stop() {
  await consumer.disconnect()
  await producer.disconnect()
  console.log(JSON.stringify({ receipts, skipped }))
}
process.on('SIGTERM', () => void stop())

await producer.connect()
await consumer.connect()
await consumer.subscribe({ topic: topic('purchases'), fromBeginning: true })
await consumer.run({
  eachMessage: async ({ message }) => {
    const purchase = parse(message.value)
    if (!purchase) {
      skipped++
      return
    }
    void producer.send({
      topic: topic('receipts'),
      messages: [
        {
          key: message.key,
          value: JSON.stringify({ purchaseId: purchase.id, shop: purchase.shop, totalCents: purchase.totalCents }),
        },
      ],
    })
    receipts++
  },
})
