/**
 * Prints which brokers the cluster has, and which topics.
 *
 *   npx tsx solutions/01-intro/hello-kafka.ts
 */
import { kafka } from '#shop'

// #region hello
// The client for questions about the cluster itself; mails and purchases go through producers and consumers.
const admin = kafka.admin()
await admin.connect()
try {
  const { brokers } = await admin.describeCluster()
  const topics = await admin.listTopics()
  console.log(
    JSON.stringify({
      brokers: brokers.map(({ host, port }) => `${host}:${port}`),
      topics,
    }),
  )
} finally {
  // An open connection keeps Node alive: without this the program never ends. In `finally`, so that it is done after an
  // error as well.
  await admin.disconnect()
}
// #endregion
