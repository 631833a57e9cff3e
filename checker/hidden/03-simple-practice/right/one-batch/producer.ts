import { createReadStream } from 'node:fs'
import type { Message } from 'kafkajs'
import { kafka, type Purchase, topic } from '#shop'

/** Sends everything in one request with sendBatch(), also when that is nothing. */
async function main(path: string | undefined): Promise<number> {
  const { messages, bad } = sort(await readAll(path))
  const producer = kafka.producer()
  try {
    await producer.connect()
    const topicMessages = messages.length > 0 ? [{ topic: topic('purchases'), messages }] : []
    await producer.sendBatch({ topicMessages, acks: -1 })
  } finally {
    await producer.disconnect()
  }
  process.stdout.write(`${JSON.stringify({ sent: messages.length, bad })}\n`)
  return bad.length === 0 ? 0 : 1
}

async function readAll(path: string | undefined): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of path ? createReadStream(path) : process.stdin) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function sort(text: string): { messages: Message[]; bad: number[] } {
  const messages: Message[] = []
  const bad: number[] = []
  text.split(/\r?\n/).forEach((line, index) => {
    if (/^\s*$/.test(line)) return
    const purchase = parse(line)
    if (isPurchase(purchase)) messages.push(toMessage(purchase))
    else bad.push(index + 1)
  })
  return { messages, bad }
}

function toMessage(purchase: Purchase): Message {
  return {
    key: Buffer.from(purchase.shop),
    value: Buffer.from(JSON.stringify(purchase)),
    headers: { 'content-type': Buffer.from('application/json') },
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

function isPurchase(value: unknown): value is Purchase {
  if (typeof value !== 'object' || value === null) return false
  const { id, shop } = value as Partial<Purchase>
  return typeof id === 'string' && typeof shop === 'string'
}

process.exitCode = await main(process.argv[2])
