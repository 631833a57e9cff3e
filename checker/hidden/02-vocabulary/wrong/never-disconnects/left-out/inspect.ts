import { group, kafka, topic } from '#shop'

const [topicName = '', groupName = ''] = process.argv.slice(2)

const admin = kafka.admin()
await admin.connect()

const names = await admin.listTopics()
const metadata = await admin.fetchTopicMetadata({ topics: [topic(topicName)] })
const offsets = await admin.fetchTopicOffsets(topic(topicName))
const committed = await admin.fetchOffsets({ groupId: group(groupName), topics: [topic(topicName)] })
const groups = await admin.describeGroups([group(groupName)])

const topics = names.filter((name) => !name.startsWith('__')).length
let records = 0
const partitions = []
for (const { partition, low, high } of offsets) {
  const leader = metadata.topics[0]!.partitions.find((p) => p.partitionId === partition)!.leader
  const offset = committed[0]!.partitions.find((p) => p.partition === partition)!.offset
  const lag = offset === '-1' ? null : Number(high) - Number(offset)
  records += Number(high) - Number(low)
  partitions.push({ partition, leader, earliest: low, latest: high, lag })
}
const members = groups.groups[0]!.members.length

console.log(JSON.stringify({ topics, partitions, records, members }))
