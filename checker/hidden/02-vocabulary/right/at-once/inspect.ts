/** All questions side by side; offsets as numbers. */
import { group, kafka, topic } from '#shop'

async function main(name: string, reader: string) {
  const admin = kafka.admin()
  await admin.connect()
  try {
    const [names, { topics: described }, ends, [committed], { groups }] = await Promise.all([
      admin.listTopics(),
      admin.fetchTopicMetadata({ topics: [topic(name)] }),
      admin.fetchTopicOffsets(topic(name)),
      admin.fetchOffsets({ groupId: group(reader), topics: [topic(name)] }),
      admin.describeGroups([group(reader)]),
    ])
    const partitions = ends.map(({ partition, low, high }) => {
      const offset = Number(committed?.partitions.find((one) => one.partition === partition)?.offset ?? -1)
      return {
        lag: offset < 0 ? null : Number(high) - offset,
        latest: Number(high),
        earliest: Number(low),
        leader: described[0]?.partitions.find(({ partitionId }) => partitionId === partition)?.leader,
        partition,
      }
    })
    return {
      partitions,
      records: partitions.reduce((sum, { earliest, latest }) => sum + latest - earliest, 0),
      topics: names.filter((one) => !one.startsWith('__')).length,
      members: groups[0]?.members.length,
    }
  } finally {
    await admin.disconnect()
  }
}

console.log(JSON.stringify(await main(process.argv[2] ?? '', process.argv[3] ?? '')))
