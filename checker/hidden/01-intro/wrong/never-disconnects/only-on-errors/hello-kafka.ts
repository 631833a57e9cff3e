import { kafka } from '#shop'

const admin = kafka.admin()

async function main() {
  await admin.connect()
  const { brokers } = await admin.describeCluster()
  const topics = await admin.listTopics()
  console.log(JSON.stringify({ brokers: brokers.map((b) => `${b.host}:${b.port}`), topics }))
}

main().catch(async (error) => {
  console.error(error)
  await admin.disconnect()
  process.exit(1)
})
