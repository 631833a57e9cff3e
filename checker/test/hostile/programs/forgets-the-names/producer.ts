// No malice: sends to "purchases" as it stands in a book, in place of the name that #shop has for it.
import { kafka } from '#shop'

const producer = kafka.producer()
await producer.connect()
try {
  await producer.send({ topic: 'purchases', messages: [{ key: 'Liège', value: '{}' }] })
} finally {
  await producer.disconnect()
}
