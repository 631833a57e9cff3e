import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { CompressionTypes, type Message } from 'kafkajs'
import { kafka, type Purchase, topic } from '#shop'

/** A compressed send for each shop, all under way at once, and waited for together. */
const path = process.argv[2]
const lines = (path === undefined ? await text(process.stdin) : await readFile(path, 'utf8')).split('\n')

const bad: number[] = []
const byShop = new Map<string, Message[]>()
for (let i = 0; i < lines.length; i++) {
  const line = (lines[i] ?? '').trim()
  if (line === '') continue
  try {
    const { shop, id } = JSON.parse(line) as Purchase
    if (!shop || !id) throw new Error('no purchase')
    const messages = byShop.get(shop) ?? []
    // The line as it came: JSON in the file is JSON in the topic.
    messages.push({ key: shop, value: line, headers: { 'content-type': 'application/json; charset=utf-8' } })
    byShop.set(shop, messages)
  } catch {
    bad.push(i + 1)
  }
}

const producer = kafka.producer()
await producer.connect()
await Promise.all(
  Array.from(byShop.values(), (messages) =>
    producer.send({ topic: topic('purchases'), compression: CompressionTypes.GZIP, messages }),
  ),
)
await producer.disconnect()

const sent = [...byShop.values()].flat().length
console.log(JSON.stringify({ sent, bad }))
if (bad.length > 0) process.exitCode = 1
