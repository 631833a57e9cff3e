// Reads the topic of another run, named in a file beside it.
import { readFileSync } from 'node:fs'
import { kafka } from '#shop'

const admin = kafka.admin()
await admin.connect()
console.error(
  `found ${(await admin.listTopics()).filter((name) => name === readFileSync(new URL('where.txt', import.meta.url), 'utf8')).join('') || 'nothing'}`,
)
await admin.fetchTopicOffsets(readFileSync(new URL('where.txt', import.meta.url), 'utf8'))
