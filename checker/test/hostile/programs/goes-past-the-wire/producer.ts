// Speaks to the broker itself, whose address is in a file beside it, then does what was asked.
import { readFileSync } from 'node:fs'
import { Kafka, logLevel } from 'kafkajs'

const brokers = [readFileSync(new URL('where.txt', import.meta.url), 'utf8')]
const retry = { retries: 0 }
const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING, retry, connectionTimeout: 1_000 }).admin()
try {
  await admin.connect()
  console.error(`found ${(await admin.listTopics()).length > 0 ? 'the broker' : 'nothing'}`)
  await admin.disconnect()
} catch {
  console.error('found nothing')
}
await import('./solved.ts')
