import { setTimeout as delay } from 'node:timers/promises'
import { EnvironmentError, messageOf } from '../errors/index.ts'
import { Cluster } from '../protocol/index.ts'
import { logTails } from './log-tail.ts'
import { START_LIMIT_MS } from './settings.ts'

const ASK_AGAIN_MS = 20

export interface JoinableOptions {
  /** Resolves, with the reason, when the broker has ended: it will not be joinable any more. */
  readonly ended: Promise<EnvironmentError>
  readonly logFiles: readonly string[]
  readonly signal: AbortSignal | undefined
}

/** Waits until a group can be joined at a broker of ours, and gives back Kafka's version. Throws EnvironmentError. */
export async function untilJoinable(bootstrap: string, { ended, logFiles, signal }: JoinableOptions): Promise<string> {
  const deadline = performance.now() + START_LIMIT_MS
  let reason: EnvironmentError | undefined
  // Whoever took the port from a dead broker may answer nothing for long.
  const end = ended.then((why) => Promise.reject((reason = why)))
  end.catch(() => undefined)
  for (;;) {
    signal?.throwIfAborted()
    try {
      return await Promise.race([versionOnceJoinable(bootstrap), end])
    } catch (error) {
      if (reason) throw reason
      if (performance.now() > deadline) {
        throw new EnvironmentError(
          `Kafka was started and cannot be joined after ${START_LIMIT_MS / 1_000} s: ${messageOf(error)}\n${logTails(logFiles)}`.trim(),
          { code: 'broker-not-started', fix: `See its logs: ${logFiles.join(', ')}`, cause: error },
        )
      }
      await delay(ASK_AGAIN_MS)
    }
  }
}

/** A function of its own: esbuild lowers `await using` in a loop so that the error of one turn is thrown in the next. */
async function versionOnceJoinable(bootstrap: string): Promise<string> {
  await using cluster = await Cluster.connect(bootstrap, { clientId: 'workshop-broker', timeoutMs: 10_000 })
  await cluster.prepareGroups()
  return await cluster.kafkaVersion()
}
