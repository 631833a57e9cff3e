/** Credits the customers of a batch side by side, and each customer's purchases one after the other. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachBatch: async ({ batch }) => {
    const byCustomer = new Map<string, Purchase[]>()
    for (const { value } of batch.messages) {
      const purchase = JSON.parse(value?.toString() ?? '') as Purchase
      byCustomer.set(purchase.customer, [...(byCustomer.get(purchase.customer) ?? []), purchase])
    }
    // All of a batch is done, or none of it is committed: then all of it comes again.
    await Promise.all([...byCustomer.values()].map(creditInTurn))
  },
})

async function creditInTurn(purchases: readonly Purchase[]): Promise<void> {
  for (const purchase of purchases) await credit(purchase)
}

await stopAsked
await consumer.disconnect()
