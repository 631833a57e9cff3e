/** Puts purchases into an array of its own, and works through it in order, beside the consumer. */
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

const waiting: Purchase[] = []
let working = Promise.resolve()
let isWorking = false

await consumer.run({
  eachMessage: async ({ message }) => {
    waiting.push(JSON.parse(message.value?.toString() ?? '') as Purchase)
    if (!isWorking) working = workThrough()
  },
})

async function workThrough(): Promise<void> {
  isWorking = true
  for (let next = waiting[0]; next; next = waiting[0]) {
    try {
      await credit(next)
      waiting.shift()
    } catch {
      await setTimeout(200)
    }
  }
  isWorking = false
}

await stopAsked
await consumer.disconnect()
await working
