import { isWorkshopError, messageOf } from '../errors/index.ts'
import { Cluster } from '../protocol/index.ts'

/** A broker that is well answers in milliseconds; a machine that is busy to the brim makes it a second. */
const LIMIT_MS = 5_000

export const CHANGES_NOTHING = 'answers, but changes nothing any more, as when its ZooKeeper is gone'

interface AilmentOptions {
  readonly limitMs?: number
  /** How many brokers the cluster should have. */
  readonly brokers?: number | undefined
}

/**
 * What ails a broker or its cluster, to go on with after "it"; undefined for one that answers, each broker of it, and changes
 * what it is told to. Three requests, a few milliseconds where it is well.
 */
export async function ailmentOf(
  bootstrap: string,
  { limitMs = LIMIT_MS, brokers = 1 }: AilmentOptions = {},
): Promise<string | undefined> {
  let cluster: Cluster
  try {
    cluster = await Cluster.connect(bootstrap, { timeoutMs: limitMs, clientId: 'workshop-checker' })
  } catch (error) {
    return `does not answer: ${reasonOf(error)}`
  }
  await using _ = cluster
  try {
    await cluster.takesChanges()
  } catch (error) {
    return `${CHANGES_NOTHING}: ${reasonOf(error)}`
  }
  try {
    await cluster.askEach()
  } catch (error) {
    return `does not answer everywhere: ${reasonOf(error)}`
  }
  const left = cluster.brokers.length
  return left < brokers ? `has lost others of its cluster: ${left} of ${brokers} are left` : undefined
}

/** The cause, where the error itself says again that nobody answers. */
export function reasonOf(error: unknown): string {
  const inner = isWorkshopError(error) && error.code === 'broker-unreachable' ? error.cause : error
  return messageOf(inner)
}
