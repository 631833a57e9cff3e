// Sends to the topic of another run, named in a file beside it.
import { readFileSync } from 'node:fs'
import { kafka } from '#shop'

const producer = kafka.producer()
await producer.connect()
await producer.send({
  topic: readFileSync(new URL('where.txt', import.meta.url), 'utf8'),
  messages: [{ value: 'from somebody else' }],
})
