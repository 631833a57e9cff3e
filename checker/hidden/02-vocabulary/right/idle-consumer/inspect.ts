/** Asks about the group through a consumer that connects and never runs, so it never joins. */
import { group, kafka, topic } from '#shop'

const name = topic(process.argv[2]!)
const groupId = group(process.argv[3]!)

const admin = kafka.admin()
const consumer = kafka.consumer({ groupId })
await Promise.all([admin.connect(), consumer.connect()])

const { members } = await consumer.describeGroup()
const { topics: described } = await admin.fetchTopicMetadata({ topics: [name] })
const ends = await admin.fetchTopicOffsets(name)
const [group0] = await admin.fetchOffsets({ groupId, topics: [name] })
const shopTopics = (await admin.listTopics()).filter((one) => one.startsWith(topic('')) && !one.startsWith('__'))

const partitions = described[0]!.partitions
  .map(({ partitionId, leader }) => {
    const { low, high } = ends.find(({ partition }) => partition === partitionId)!
    const { offset } = group0!.partitions.find(({ partition }) => partition === partitionId)!
    const begun = offset !== '-1'
    return { partition: partitionId, leader, earliest: low, latest: high, lag: begun ? +high - +offset : null }
  })
  .sort((a, b) => b.partition - a.partition)
const records = partitions.map(({ earliest, latest }) => +latest - +earliest).reduce((a, b) => a + b, 0)

await Promise.all([admin.disconnect(), consumer.disconnect()])
process.stdout.write(`${JSON.stringify({ topics: shopTopics.length, partitions, records, members: members.length })}\n`)
