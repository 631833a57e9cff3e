/** All that is to be said of a letter is in one header, as JSON. */
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import type { IHeaders } from 'kafkajs'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
const maxAttempts = Number(process.env.MAX_ATTEMPTS ?? 3)

const consumer = kafka.consumer({ groupId: group('loyalty') })
const producer = kafka.producer()
await producer.connect()
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  eachMessage: async ({ topic: from, partition, message, heartbeat }) => {
    let attempts = 0
    while (true) {
      attempts++
      try {
        const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
        await credit(purchase)
        return
      } catch (e) {
        const error = e as Error
        const isDown = error.name === 'UnavailableError'
        if (isDown && attempts < maxAttempts) {
          await setTimeout(150)
          await heartbeat()
          continue
        }
        const headers = copyOf(message.headers)
        const { offset, timestamp } = message
        headers['dlq-original'] = JSON.stringify({ topic: from, partition, offset, timestamp })
        headers['dlq-error'] = `${error.name}: ${error.message}`
        if (isDown) headers['dlq-attempts'] = attempts.toString()
        const letter = { key: message.key, value: message.value, headers }
        await producer.send({ topic: topic('purchases.dlq'), messages: [letter] })
        return
      }
    }
  },
})

/** The headers as they are; kafkajs can't write one without a value, so that gets an empty one. */
function copyOf(headers: IHeaders = {}): IHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map((one: Buffer | string | null) => one ?? '') : (value ?? ''),
    ]),
  )
}

await stopAsked
await consumer.disconnect()
await producer.disconnect()
