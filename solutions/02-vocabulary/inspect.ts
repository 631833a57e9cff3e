/**
 * Prints what Kafka knows about a topic and a group, as one line of JSON. It looks, and changes nothing.
 *
 *   npx tsx solutions/02-vocabulary/inspect.ts purchases receipts
 */
import { group, kafka, topic } from '#shop'

const [topicName, groupName] = process.argv.slice(2)
if (!topicName || !groupName) throw new Error('Say which topic and which group: inspect.ts purchases receipts')

// An admin client asks questions. It joins no group, so nobody's partitions move.
const admin = kafka.admin()
await admin.connect()

// #region ask
const names = await admin.listTopics()
const metadata = await admin.fetchTopicMetadata({ topics: [topic(topicName)] })
const ends = await admin.fetchTopicOffsets(topic(topicName))
// Without resolveOffsets, which would commit an offset for the group where it has none.
const committed = await admin.fetchOffsets({ groupId: group(groupName), topics: [topic(topicName)] })
const described = await admin.describeGroups([group(groupName)])
// #endregion
await admin.disconnect()

// #region partitions
const partitions = ends
  .toSorted((a, b) => a.partition - b.partition)
  .map(({ partition, low, high }) => ({
    partition,
    leader: metadata.topics[0]?.partitions.find(({ partitionId }) => partitionId === partition)?.leader,
    earliest: low,
    latest: high,
    lag: lagOf(partition, BigInt(high)),
  }))

// Counted between the two ends: what retention has deleted has had an offset too.
const records = ends.reduce((sum, { low, high }) => sum + BigInt(high) - BigInt(low), 0n)
// #endregion

// Kafka's own topics, such as __consumer_offsets, begin with two underscores.
const topics = names.filter((name) => !name.startsWith('__')).length
const members = described.groups[0]?.members.length ?? 0

console.log(JSON.stringify({ topics, partitions, records: Number(records), members }))

// #region lag
/** How many records of a partition the group has still to do; null where it has committed nothing. */
function lagOf(partition: number, latest: bigint): number | null {
  const offset = committed[0]?.partitions.find((one) => one.partition === partition)?.offset ?? '-1'
  // kafkajs says -1 for "no offset". Where the group would begin is up to its consumers: we cannot know it.
  return offset === '-1' ? null : Number(latest - BigInt(offset))
}
// #endregion
