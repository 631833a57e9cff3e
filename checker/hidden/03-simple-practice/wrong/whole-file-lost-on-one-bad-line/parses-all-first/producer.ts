import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { kafka, type Purchase, topic } from '#shop'

const file = process.argv[2]
const input = file ? readFileSync(file, 'utf8') : await text(process.stdin)
const lines = input.split('\n')

const purchases = lines
  .filter((line) => line.trim() !== '')
  .map((line) => {
    const purchase = JSON.parse(line) as Purchase
    if (!purchase.id || !purchase.shop) throw new Error(`This is not a purchase: ${line}`)
    return purchase
  })

const producer = kafka.producer()
await producer.connect()
await producer.send({
  topic: topic('purchases'),
  messages: purchases.map((purchase) => ({
    key: purchase.shop,
    value: JSON.stringify(purchase),
    headers: { 'content-type': 'application/json' },
  })),
})
await producer.disconnect()
console.log(JSON.stringify({ sent: purchases.length, bad: [] }))
