import { kafka } from '#shop'

const admin = kafka.admin()
await admin.connect()
const cluster = await admin.describeCluster()
const topics = await admin.listTopics()
const brokers = cluster.brokers.map((broker) => `${broker.host}:${broker.port}`)
console.log(JSON.stringify({ brokers, topics }))
