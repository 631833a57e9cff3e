/** Without async and await. */
import { kafka } from '#shop'

const admin = kafka.admin()

admin
  .connect()
  .then(() => Promise.all([admin.listTopics(), admin.describeCluster()]))
  .then(([topics, { brokers }]) => {
    const facts = { topics, brokers: brokers.map(({ host, port }) => `${host}:${port}`) }
    process.stdout.write(`${JSON.stringify(facts)}\n\n`)
  })
  .catch((error: unknown) => {
    console.error(error)
    process.exitCode = 1
  })
  .finally(() => admin.disconnect())
