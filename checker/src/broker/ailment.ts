import { isWorkshopError, messageOf } from '../errors/index.ts'
import { Cluster } from '../protocol/index.ts'

/** A broker that is well answers in milliseconds; a machine that is busy to the brim makes it a second. */
const LIMIT_MS = 5_000

export const CHANGES_NOTHING = 'answers, but changes nothing any more, as when its ZooKeeper is gone'

/**
 * What ails a broker, to go on with after "it"; undefined for one that answers, and changes what it is told to. Two requests,
 * a few milliseconds where it is well.
 */
export async function ailmentOf(bootstrap: string, { limitMs = LIMIT_MS } = {}): Promise<string | undefined> {
  let cluster: Cluster
  try {
    cluster = await Cluster.connect(bootstrap, { timeoutMs: limitMs, clientId: 'workshop-checker' })
  } catch (error) {
    return `does not answer: ${reasonOf(error)}`
  }
  try {
    await cluster.takesChanges()
    return undefined
  } catch (error) {
    return `${CHANGES_NOTHING}: ${reasonOf(error)}`
  } finally {
    cluster.close()
  }
}

/** The cause, where the error itself says again that nobody answers. */
export function reasonOf(error: unknown): string {
  const inner = isWorkshopError(error) && error.code === 'broker-unreachable' ? error.cause : error
  return messageOf(inner)
}
