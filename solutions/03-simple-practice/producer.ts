/**
 * Sends the purchases of a day to the topic `purchases`.
 *
 *   npx tsx solutions/03-simple-practice/producer.ts purchases.jsonl
 *
 * Reads JSON lines from the file, or from standard input when no file is named.
 */
import { createReadStream } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { Message } from 'kafkajs'
import { kafka, type Purchase, topic } from '#shop'

/** Few enough to stay far below the 1 MB that a broker takes in one batch (`message.max.bytes`). */
const MESSAGES_PER_SEND = 200

// #region read
const path = process.argv[2]
const input = path === undefined ? process.stdin : createReadStream(path)

const messages: Message[] = []
const bad: number[] = []

for (const [index, line] of (await text(input)).split('\n').entries()) {
  const json = line.trim() // a file from Windows ends its lines with \r\n
  if (json === '') continue
  const purchase = parsePurchase(json)
  // One broken line must not cost the shop the good ones: keep its number and go on.
  if (purchase) messages.push(messageFor(purchase))
  else bad.push(index + 1)
}
// #endregion

// #region send
const producer = kafka.producer()
await producer.connect() // once: a connection costs round trips, and the producer uses it for every send
try {
  for (let start = 0; start < messages.length; start += MESSAGES_PER_SEND) {
    // The promise resolves when Kafka has acknowledged these records. Until then they exist in our memory alone,
    // so we wait. With the default acks (-1) the acknowledgement means: on every replica that is in sync.
    await producer.send({
      topic: topic('purchases'),
      messages: messages.slice(start, start + MESSAGES_PER_SEND),
    })
  }
} finally {
  // Open sockets keep Node alive: without this the program never ends.
  await producer.disconnect()
}

// Said last, when it is true.
console.log(JSON.stringify({ sent: messages.length, bad }))
// Not process.exit(1): that would cut off whatever is still under way. The code is used when the program ends by itself.
if (bad.length > 0) process.exitCode = 1
// #endregion

// #region message
function messageFor(purchase: Purchase): Message {
  return {
    // Records of one key go to one partition, and within a partition the order holds: so a shop's purchases stay in
    // order. Which partition, the hash of the key decides. We name none.
    key: purchase.shop,
    // Kafka stores bytes. kafkajs makes bytes of a string; of an object we make the string ourselves.
    value: JSON.stringify(purchase),
    headers: { 'content-type': 'application/json' },
  }
}
// #endregion

/** The purchase on a line, or undefined when the line holds none. */
function parsePurchase(json: string): Purchase | undefined {
  try {
    const value = JSON.parse(json) as Partial<Purchase> | null
    // `?.` for the line `null`, which is JSON too.
    return value?.id && value.shop ? (value as Purchase) : undefined
  } catch {
    return undefined
  }
}
