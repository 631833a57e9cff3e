/**
 * Given: writes six purchases to `purchases`, three of which can't be credited. Run it beside your worker.
 *
 *   npx tsx exercises/05-dead-letter-queue/odd-day.by-hand.ts
 */
import { kafka, type Purchase, topic } from '#shop'

function purchase(id: string, customer: string): Purchase {
  const items = [{ name: 'bread', quantity: 2, cents: 310 }]
  return { id, shop: 'Charleroi', customer, items, totalCents: 620, at: new Date().toISOString() }
}

const values = [
  JSON.stringify(purchase('odd-1', '1021')),
  // What a till writes whose power fails.
  '{"id":"odd-2","shop":"Char',
  JSON.stringify(purchase('odd-3', '1022')),
  JSON.stringify(purchase('odd-4', 'nobody')),
  JSON.stringify(purchase('odd-5', 'later')),
  JSON.stringify(purchase('odd-6', '1023')),
]

const producer = kafka.producer()
await producer.connect()
const messages = values.map((value) => ({ key: 'Charleroi', value, headers: { till: ['7', '12'] } }))
await producer.send({ topic: topic('purchases'), messages })
await producer.disconnect()
console.error(`sent ${values.length} records to purchases; odd-2, odd-4 and odd-5 can't be credited`)
