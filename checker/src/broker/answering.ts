import { setTimeout as delay } from 'node:timers/promises'
import { EnvironmentError, messageOf } from '../errors/index.ts'
import { Cluster } from '../protocol/index.ts'
import { logTails } from './log-tail.ts'
import { START_LIMIT_MS } from './settings.ts'

const ASK_AGAIN_MS = 20

export interface AnsweringOptions {
  /** Resolves, with the reason, when the broker has ended: it will not answer any more. */
  readonly ended: Promise<EnvironmentError>
  readonly logFiles: readonly string[]
  readonly signal: AbortSignal | undefined
  /** Whether a cluster of that id is the one that was started; by default whoever answers is. */
  readonly isOurs?: (clusterId: string | null) => boolean
}

/**
 * Waits until a broker of ours answers and has a controller, and gives back Kafka's version. Groups can be joined a little later
 * (`Cluster.prepareGroups` waits for that): Kafka begins now to make what it needs for them. Throws EnvironmentError.
 */
export async function untilAnswering(
  bootstrap: string,
  { ended, logFiles, signal, isOurs = () => true }: AnsweringOptions,
): Promise<string> {
  const deadline = performance.now() + START_LIMIT_MS
  let reason: EnvironmentError | undefined
  // Whoever took the port from a dead broker may answer nothing for long.
  const end = ended.then((why) => Promise.reject((reason = why)))
  end.catch(() => undefined)
  for (;;) {
    signal?.throwIfAborted()
    try {
      return await Promise.race([versionOnceAnswering(bootstrap, isOurs), end])
    } catch (error) {
      if (reason) throw reason
      if (performance.now() > deadline) {
        throw new EnvironmentError(
          `Kafka was started and does not answer after ${START_LIMIT_MS / 1_000} s: ${messageOf(error)}\n${logTails(logFiles)}`.trim(),
          { code: 'broker-not-started', fix: `See its logs: ${logFiles.join(', ')}`, cause: error },
        )
      }
      await delay(ASK_AGAIN_MS)
    }
  }
}

async function versionOnceAnswering(
  bootstrap: string,
  isOurs: NonNullable<AnsweringOptions['isOurs']>,
): Promise<string> {
  const cluster = await Cluster.connect(bootstrap, { clientId: 'workshop-broker', timeoutMs: 10_000 })
  try {
    if (!isOurs(cluster.clusterId)) throw new Error('another Kafka answers there')
    if (cluster.controllerId < 0) throw new Error('it has no controller')
    const version = await cluster.kafkaVersion()
    // Whoever needs groups waits for them, and is told what goes wrong.
    void cluster
      .prepareGroups()
      .catch(() => undefined)
      .finally(() => cluster.close())
    return version
  } catch (error) {
    cluster.close()
    throw error
  }
}
