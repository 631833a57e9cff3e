import type { Evidence } from '../../evidence/index.ts'
import type { Facts } from '../explain.ts'

/** What kafkajs 2.2.4 says when it refuses a subscription (src/consumer/index.js). */
const REFUSED_SUBSCRIPTION = 'Cannot subscribe to topic while consumer is running'

/** A member joined its group and asked for no topic, or kafkajs refused the subscription of a consumer that ran already. */
export function subscribeAfterRun(evidence: Evidence, prefix: string): Facts | undefined {
  const joined = evidence.of('joined').find(({ error, subscription }) => error === 0 && subscription.length === 0)
  if (joined) return { how: `it joined the group ${withoutPrefix(joined.group, prefix)} and asked for no topic` }
  const refused = evidence
    .of('printed')
    .some(({ stream, line }) => stream === 'stderr' && line.includes(REFUSED_SUBSCRIPTION))
  return refused ? { how: 'kafkajs refused the subscription, and the program ended' } : undefined
}

/** Stopped by SIGTERM without leaving its group, by the signal itself, with an error, or not at all within the limit. */
export function noGracefulShutdown(evidence: Evidence, process: string): Facts | undefined {
  const asked = evidence.of('signalled').find((event) => event.process === process && event.signal === 'SIGTERM')
  if (!asked) return undefined
  const killed = evidence.of('signalled').some((event) => event.process === process && event.signal === 'SIGKILL')
  const exited = evidence.of('exited').find((event) => event.process === process)
  // What ended before it was asked to, ended for another reason.
  if (exited && exited.seq < asked.seq) return undefined
  if (killed || !exited) return { how: 'was still running 5 seconds later' }
  if (exited.signal !== null) return { how: `was ended by ${exited.signal} in the middle of what it did` }
  const left = evidence.of('left').some((event) => event.process === process && event.by === 'program')
  const wasMember = evidence.of('joined').some((event) => event.process === process && event.error === 0)
  if (wasMember && !left) return { how: `exited with code ${exited.code} and left its group without a word` }
  return exited.code === 0 ? undefined : { how: `exited with code ${exited.code}` }
}

/** One record of a partition that a scene prepared. */
export interface Prepared {
  readonly partition: number
  readonly offset: bigint
  readonly kind: string
  /** Whether its effect was seen. */
  readonly done: boolean
}

/**
 * The record that stopped a partition: the first uncommitted one is of this kind, and nothing behind it was done.
 * `committed`: by partition; null is nothing yet.
 */
export function stoppedAt(
  kind: string,
  prepared: readonly Prepared[],
  committed: readonly (bigint | null)[],
): Facts | undefined {
  const stop = prepared.find((record) => {
    const next = committed[record.partition] ?? 0n
    const behind = prepared.filter(({ partition, offset }) => partition === record.partition && offset > record.offset)
    return record.kind === kind && record.offset === next && !record.done && !behind.some(({ done }) => done)
  })
  return stop && { partition: stop.partition, offset: stop.offset.toString() }
}

export function withoutPrefix(name: string, prefix: string): string {
  return name.startsWith(prefix) ? name.slice(prefix.length) : name
}
