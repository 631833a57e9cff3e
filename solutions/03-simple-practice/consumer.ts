/**
 * Writes a receipt to the topic `receipts` for each purchase in the topic `purchases`, until it is told to stop.
 *
 *   npx tsx solutions/03-simple-practice/consumer.ts      (Ctrl-C or SIGTERM stops it)
 */
import { once } from 'node:events'
import { group, kafka, type Purchase, topic } from '#shop'

// #region stop-promise
// Before anything else: from here on a signal no longer kills the process, it only fulfils this promise.
const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
// #endregion

const producer = kafka.producer()
const consumer = kafka.consumer({ groupId: group('receipts') })
let receipts = 0
let skipped = 0

// #region consume
await producer.connect()
await consumer.connect()
// Before run(): a member tells its group what it subscribes to when it joins, and run() joins.
// fromBeginning is for a group that has committed nothing yet: without it, the group starts at the end of the topic and
// never sees what was sent before. Afterwards the committed offsets decide.
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachMessage: async ({ message }) => {
    const purchase = parsePurchase(message.value)
    if (!purchase) {
      // Not thrown: kafkajs would stop at this record, and so would every start after it. Returning lets the group move on.
      skipped += 1
      return
    }
    // Awaited: when this handler returns, kafkajs takes the purchase for done and commits behind it.
    await producer.send({
      topic: topic('receipts'),
      // The key as it came, bytes or null: a purchase without a key gets a receipt without one.
      messages: [{ key: message.key, value: receiptFor(purchase) }],
    })
    receipts += 1
  },
})
// #endregion

// #region stop
await stopAsked
// In this order. The consumer first: disconnect() lets the handler finish the record in hand, commits it and leaves the
// group, so that another member can take over at once. Then the producer, which that handler needed until now.
await consumer.disconnect()
await producer.disconnect()
// Nothing is open any more, so Node ends by itself, with exit code 0.
console.log(JSON.stringify({ receipts, skipped }))
// #endregion

// #region parse
/** The purchase in a record's value, or undefined when it holds none: no value, not JSON, or JSON of something else. */
function parsePurchase(value: Buffer | null): Purchase | undefined {
  if (value === null) return undefined
  try {
    const purchase = JSON.parse(value.toString()) as Partial<Purchase> | null
    return purchase?.id && purchase.shop ? (purchase as Purchase) : undefined
  } catch {
    return undefined
  }
}
// #endregion

function receiptFor({ id, shop, totalCents }: Purchase): string {
  return JSON.stringify({ purchaseId: id, shop, totalCents })
}
