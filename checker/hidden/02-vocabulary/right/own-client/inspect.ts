/** A kafkajs client of its own; metadata of all topics in one answer; the group's offsets without naming a topic. */
import { Kafka, logLevel } from 'kafkajs'
import { group, topic } from '#shop'

const [, , topicName = '', groupName = ''] = process.argv
const client = new Kafka({
  clientId: 'inspector',
  brokers: (process.env.KAFKA_BROKERS ?? 'localhost:9092').split(','),
  logLevel: logLevel.NOTHING,
})
const admin = client.admin({ retry: { retries: 1 } })
await admin.connect()
console.log('connected')

const everything = await admin.fetchTopicMetadata({ topics: await admin.listTopics() })
const isOwn = (name: string) => name !== '__consumer_offsets' && name !== '__transaction_state'
const own = everything.topics.filter(({ name }) => isOwn(name))
console.log(`${own.length} topics`)

const offsets = await admin.fetchOffsets({ groupId: group(groupName) })
const committed = new Map<number, bigint>()
for (const { topic: name, partitions } of offsets) {
  if (name !== topic(topicName)) continue
  for (const { partition, offset } of partitions) {
    if (BigInt(offset) >= 0n) committed.set(partition, BigInt(offset))
  }
}

let records = 0n
const partitions = []
for (const { partition, low, high } of await admin.fetchTopicOffsets(topic(topicName))) {
  const found = own.find(({ name }) => name === topic(topicName))
  const leader = found?.partitions.find(({ partitionId }) => partitionId === partition)?.leader
  const next = committed.get(partition)
  const lag = next === undefined ? null : Number(BigInt(high) - next)
  partitions.push({ partition, leader, earliest: low, latest: high, lag })
  records += BigInt(high) - BigInt(low)
}
const { groups } = await admin.describeGroups([group(groupName)])
await admin.disconnect()

const members = groups.flatMap((one) => one.members).length
console.log(JSON.stringify({ topics: own.length, partitions, records: String(records), members }))
