import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { kafka, type Purchase, topic } from '#shop'

/** Never holds more than a line: each purchase is sent, and acknowledged, before the next line is read. */
const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 })
await producer.connect()

const file = process.argv[2]
const lines = createInterface({
  input: file ? createReadStream(file, 'utf8') : process.stdin,
  crlfDelay: Number.POSITIVE_INFINITY,
})

let number = 0
let sent = 0
const bad: number[] = []

for await (const line of lines) {
  number++
  if (!line.trim()) continue
  let purchase: Partial<Purchase> | null
  try {
    purchase = JSON.parse(line) as Partial<Purchase> | null
  } catch {
    purchase = null
  }
  if (!purchase?.id || !purchase.shop) {
    bad.push(number)
    console.error(`line ${number} is not a purchase`)
    continue
  }
  const [answer] = await producer.send({
    topic: topic('purchases'),
    messages: [
      { key: purchase.shop, value: JSON.stringify(purchase), headers: { 'content-type': 'application/json' } },
    ],
  })
  console.log(`line ${number}: offset ${answer?.baseOffset} of partition ${answer?.partition}`)
  sent++
}

await producer.disconnect()
console.log('done')
console.log(JSON.stringify({ sent, bad }))
process.exit(bad.length ? 1 : 0)
