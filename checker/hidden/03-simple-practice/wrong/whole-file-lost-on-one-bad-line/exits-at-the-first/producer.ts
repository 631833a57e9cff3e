import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { kafka, type Purchase, topic } from '#shop'

const file = process.argv[2]
const input = file ? readFileSync(file, 'utf8') : await text(process.stdin)
const lines = input.split('\n')

const producer = kafka.producer()
await producer.connect()

let sent = 0
const bad: number[] = []
for (const [index, line] of lines.entries()) {
  if (line.trim() === '') continue
  let purchase: Purchase
  try {
    purchase = JSON.parse(line) as Purchase
    if (!purchase.id || !purchase.shop) throw new Error('not a purchase')
  } catch {
    console.error(`Line ${index + 1} is broken.`)
    process.exit(1)
  }
  await producer.send({
    topic: topic('purchases'),
    messages: [
      {
        key: purchase.shop,
        value: JSON.stringify(purchase),
        headers: { 'content-type': 'application/json' },
      },
    ],
  })
  sent++
}

await producer.disconnect()
console.log(JSON.stringify({ sent, bad }))
process.exitCode = bad.length > 0 ? 1 : 0
