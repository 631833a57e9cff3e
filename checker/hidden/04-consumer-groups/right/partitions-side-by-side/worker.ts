/** Works on its partitions side by side, asks a service that is down again, and commits often. */
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { credit, group, kafka, type Purchase, topic, UnavailableError } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

await consumer.run({
  partitionsConsumedConcurrently: 3,
  autoCommitThreshold: 2,
  eachMessage: async ({ message, heartbeat }) => {
    const purchase = JSON.parse(message.value?.toString() ?? '') as Purchase
    for (let attempt = 1; !(await isCredited(purchase)); attempt += 1) {
      await setTimeout(Math.min(200 * attempt, 1_000))
      await heartbeat()
    }
  },
})

async function isCredited(purchase: Purchase): Promise<boolean> {
  try {
    await credit(purchase, { key: purchase.id })
    return true
  } catch (error) {
    if (error instanceof UnavailableError) return false
    throw error
  }
}

await stopAsked
await consumer.disconnect()
