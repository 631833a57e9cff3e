import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { kafka, type Purchase, topic } from '#shop'

const file = process.argv[2]
const input = file ? readFileSync(file, 'utf8') : await text(process.stdin)
const lines = input.split('\n')

const producer = kafka.producer()
await producer.connect()

let sent = 0
let lineNumber = 0
const bad: number[] = []
try {
  const messages = []
  for (const line of lines) {
    lineNumber++
    if (line.trim() === '') continue
    const purchase = JSON.parse(line) as Purchase
    if (!purchase.id || !purchase.shop) throw new Error('not a purchase')
    messages.push({
      key: purchase.shop,
      value: JSON.stringify(purchase),
      headers: { 'content-type': 'application/json' },
    })
  }
  await producer.send({ topic: topic('purchases'), messages })
  sent = messages.length
} catch {
  bad.push(lineNumber)
}

await producer.disconnect()
console.log(JSON.stringify({ sent, bad }))
process.exitCode = bad.length > 0 ? 1 : 0
