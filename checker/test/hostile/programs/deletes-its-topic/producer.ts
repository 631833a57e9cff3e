// Does what was asked, and would take the topic away at the end.
import { kafka, topic } from '#shop'

await import('./solved.ts')
const admin = kafka.admin()
await admin.connect()
await admin
  .deleteTopics({ topics: [topic('purchases')] })
  .catch((error: Error) => console.error(`refused: ${error.message}`))
await admin.disconnect()
