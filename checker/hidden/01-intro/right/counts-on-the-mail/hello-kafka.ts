/** A client of its own, and an end by process.exit(), once all is printed. */
import { Kafka, logLevel } from 'kafkajs'

const brokers = (process.env.KAFKA_BROKERS ?? 'localhost:9092').split(',')
const admin = new Kafka({ clientId: 'hello', brokers, logLevel: logLevel.NOTHING }).admin()

try {
  await admin.connect()
  const cluster = await admin.describeCluster()
  const topics = await admin.listTopics()
  const facts = {
    topics,
    brokers: cluster.brokers.map((broker) => `${broker.host}:${broker.port}`),
    id: cluster.clusterId,
  }
  console.log(JSON.stringify(facts))
  process.exit(0)
} catch (error) {
  console.error(error)
  process.exit(1)
}
