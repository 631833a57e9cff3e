import { Cluster } from '../protocol/index.ts'
import { WORKSHOP_RACK } from './settings.ts'

/** Where `npm run broker start` and docker-compose.yml publish the broker, and programs look for it by hand. */
export const WORKSHOP_PORT = 9092
/** A broker on loopback answers in a few milliseconds; on a busy machine, in some hundred. */
const ANSWER_LIMIT_MS = 3_000

export type Neighbour =
  | { readonly kind: 'ours'; readonly bootstrap: string; readonly kafkaVersion: string }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'nobody' }

/** Who listens on loopback at that port: a broker of the workshop (its rack says so), somebody else, or nobody. */
export async function neighbourAt(port: number): Promise<Neighbour> {
  const bootstrap = `127.0.0.1:${port}`
  let cluster: Cluster
  try {
    cluster = await Cluster.connect(bootstrap, { timeoutMs: ANSWER_LIMIT_MS, clientId: 'workshop-broker' })
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined
    const refused = cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED'
    return { kind: refused ? 'nobody' : 'foreign' }
  }
  await using _ = cluster
  if (!cluster.brokers.some(({ rack }) => rack === WORKSHOP_RACK)) return { kind: 'foreign' }
  return { kind: 'ours', bootstrap, kafkaVersion: await cluster.kafkaVersion() }
}
