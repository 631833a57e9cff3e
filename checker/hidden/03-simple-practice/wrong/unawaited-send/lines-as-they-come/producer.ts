import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { kafka, type Purchase, topic } from '#shop'

const file = process.argv[2]

const producer = kafka.producer()
await producer.connect()

const lines = createInterface({ input: file ? createReadStream(file) : process.stdin })

let sent = 0
let number = 0
const bad: number[] = []
lines.on('line', async (line) => {
  number++
  if (line.trim() === '') return
  let purchase: Purchase
  try {
    purchase = JSON.parse(line) as Purchase
    if (!purchase.id || !purchase.shop) throw new Error('not a purchase')
  } catch {
    bad.push(number)
    return
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
})
lines.on('close', async () => {
  await producer.disconnect()
  console.log(JSON.stringify({ sent, bad }))
  process.exitCode = bad.length > 0 ? 1 : 0
})
