import { setTimeout as delay } from 'node:timers/promises'
import { Cluster } from '../protocol/index.ts'
import { mayPublish } from './container/engine.ts'
import { WORKSHOP_RACK } from './settings.ts'

/** Where `npm run broker start` and docker-compose.yml publish the broker, and programs look for it by hand. */
export const WORKSHOP_PORT = 9092
/** A broker on loopback answers in a few milliseconds; on a busy machine, in some hundred. */
const ANSWER_LIMIT_MS = 3_000
/** ZooKeeper and Kafka in containers take ten seconds; what takes longer is something else. */
const START_LIMIT_MS = 40_000
const ASK_AGAIN_MS = 100

export type Neighbour =
  | { readonly kind: 'ours'; readonly bootstrap: string; readonly kafkaVersion: string }
  /** A broker without a cluster yet. */
  | { readonly kind: 'starting' }
  /** A container engine does until what is in the container listens. */
  | { readonly kind: 'hangs-up' }
  | { readonly kind: 'other-kafka' }
  | { readonly kind: 'no-kafka' }
  | { readonly kind: 'nobody' }

/** Who listens on loopback at that port: a broker of the workshop (its rack says so), one that may be starting, somebody else, or nobody. */
export async function neighbourAt(port: number): Promise<Neighbour> {
  const bootstrap = `127.0.0.1:${port}`
  let cluster: Cluster
  try {
    cluster = await Cluster.connect(bootstrap, { timeoutMs: ANSWER_LIMIT_MS, clientId: 'workshop-broker' })
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'ECONNREFUSED') return { kind: 'nobody' }
    return { kind: code === 'ECONNRESET' || code === 'EPIPE' ? 'hangs-up' : 'no-kafka' }
  }
  await using _ = cluster
  // A broker answers a moment before it has told the cluster, and thereby itself, that it is there.
  if (cluster.brokers.length === 0) return { kind: 'starting' }
  if (!cluster.brokers.some(({ rack }) => rack === WORKSHOP_RACK)) return { kind: 'other-kafka' }
  return { kind: 'ours', bootstrap, kafkaVersion: await cluster.kafkaVersion() }
}

interface StartedNeighbourOptions {
  readonly env: NodeJS.ProcessEnv
  readonly say: (line: string) => void
  readonly signal?: AbortSignal | undefined
  /** Whether what listens there may be a container; by default the engine is asked. */
  readonly inContainer?: typeof mayPublish
}

/** As `neighbourAt`, once what may be starting there has started, or has not within a limit. */
export async function startedNeighbourAt(
  port: number,
  { env, say, signal, inContainer = mayPublish }: StartedNeighbourOptions,
): Promise<Neighbour> {
  const deadline = performance.now() + START_LIMIT_MS
  for (let told = false; ; told = true) {
    const neighbour = await neighbourAt(port)
    if (!['starting', 'hangs-up'].includes(neighbour.kind) || performance.now() > deadline) return neighbour
    // What hangs up and is in no container will do so tomorrow.
    if (!told && neighbour.kind === 'hangs-up' && !(await inContainer(port, env))) return neighbour
    if (!told) say(`A broker is starting on port ${port}; waiting for it …`)
    await delay(ASK_AGAIN_MS, undefined, { signal })
  }
}

/** Who has the port, for people, where it is no broker of ours. */
export function neighbourText({ kind }: Neighbour, port: number): string {
  if (kind === 'nobody') return `no broker runs on port ${port}`
  const who = kind === 'other-kafka' ? "a Kafka that is not the workshop's" : 'another program'
  return `${who} listens on port ${port}`
}
