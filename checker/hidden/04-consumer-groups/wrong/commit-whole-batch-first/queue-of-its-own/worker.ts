/** Puts purchases into an array of its own and works through it beside the consumer. */
import { once } from 'node:events'
import { credit, group, kafka, type Purchase, topic } from '#shop'

const stopAsked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])

const consumer = kafka.consumer({ groupId: group('loyalty') })
await consumer.connect()
await consumer.subscribe({ topics: [topic('purchases')], fromBeginning: true })

const waiting: Purchase[] = []
let working = false

await consumer.run({
  eachMessage: async ({ message }) => {
    waiting.push(JSON.parse(message.value?.toString() ?? '') as Purchase)
    if (!working) void workThrough()
  },
})

async function workThrough(): Promise<void> {
  working = true
  const crew = waiting.splice(0).map((purchase) => credit(purchase).catch(() => waiting.push(purchase)))
  await Promise.all(crew)
  working = false
  if (waiting.length > 0) await workThrough()
}

await stopAsked
await consumer.disconnect()
