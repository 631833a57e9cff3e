/** Asks both questions at once, with one request for all topics. */
import { kafka } from '#shop'

const admin = kafka.admin()
await admin.connect()
const [cluster, metadata] = await Promise.all([admin.describeCluster(), admin.fetchTopicMetadata()])
await admin.disconnect()

console.log('The cluster:')
console.log(
  JSON.stringify({
    brokers: cluster.brokers.map(({ host, port }) => [host, port].join(':')),
    topics: metadata.topics.map(({ name }) => name).sort(),
  }),
)
