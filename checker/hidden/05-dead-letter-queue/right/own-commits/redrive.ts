/** Reads each partition from the place it has found by itself up to its end, then sends all, and commits when all are sent. */
import type { KafkaMessage } from 'kafkajs'
import { group, kafka, topic } from '#shop'

interface Part {
  readonly partition: number
  readonly begin: bigint
  readonly end: bigint
}

const dryRun = process.argv.includes('--dry-run')
const dlq = topic('purchases.dlq')
const groupId = group('redrive')

const parts = await partsWithLetters()
const letters = parts.length > 0 ? await redrive() : []
console.log(JSON.stringify({ found: letters.length, sent: dryRun ? 0 : letters.length }))

async function partsWithLetters(): Promise<Part[]> {
  const admin = kafka.admin()
  await admin.connect()
  const all = await admin.fetchTopicOffsets(dlq)
  const [done] = await admin.fetchOffsets({ groupId, topics: [dlq] })
  await admin.disconnect()
  const committed = new Map(done?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]))
  return all
    .map(({ partition, low, high }) => {
      const next = committed.get(partition) ?? -1n
      return { partition, begin: next > BigInt(low) ? next : BigInt(low), end: BigInt(high) }
    })
    .filter(({ begin, end }) => begin < end)
}

async function redrive(): Promise<KafkaMessage[]> {
  const consumer = kafka.consumer({ groupId })
  await consumer.connect()
  await consumer.subscribe({ topics: [dlq], fromBeginning: true })
  const read: KafkaMessage[] = []
  const open = new Map(parts.map(({ partition, end }) => [partition, end]))
  let allRead: () => void
  const done = new Promise<void>((resolve) => (allRead = resolve))
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ partition, message, pause }) => {
      const end = open.get(partition)
      if (end !== undefined && BigInt(message.offset) < end) read.push(message)
      if (end !== undefined && BigInt(message.offset) + 1n < end) return
      pause()
      open.delete(partition)
      if (open.size === 0) allRead()
    },
  })
  for (const { partition, begin } of parts) consumer.seek({ topic: dlq, partition, offset: begin.toString() })
  await done
  if (!dryRun) {
    await sendAll(read)
    await consumer.commitOffsets(parts.map(({ partition, end }) => ({ topic: dlq, partition, offset: end.toString() })))
  }
  await consumer.disconnect()
  return read
}

async function sendAll(read: readonly KafkaMessage[]): Promise<void> {
  const producer = kafka.producer()
  await producer.connect()
  for (const { key, value, headers = {} } of read) {
    const to = headers['dlq-original-topic']?.toString() ?? ''
    const kept = Object.entries(headers).filter(([name]) => !name.startsWith('dlq-'))
    await producer.send({ topic: to, messages: [{ key, value, headers: Object.fromEntries(kept) }] })
  }
  await producer.disconnect()
}
