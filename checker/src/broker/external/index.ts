import { EnvironmentError } from '../../errors/index.ts'
import type { BrokerAddress, ChangeAnswer, Cluster } from '../../protocol/index.ts'
import { CHANGES_NOTHING, reasonOf } from '../ailment.ts'
import { refuseDenied } from './permissions.ts'
import { connectTo, refuseUnreachable, refuseVersions, whoAnswers } from './reach.ts'
import { misfitsOf } from './settings.ts'

export { watchBrokers } from './watch.ts'

export interface ExternalBroker {
  /** The addresses of it that answer, `host:port[,…]`. */
  readonly bootstrap: string
  readonly kafkaVersion: string
  readonly brokers: readonly BrokerAddress[]
  /** A sentence for each setting that makes checks slower or less clear, and for each address that does not answer. */
  readonly warnings: readonly string[]
}

/**
 * Looks at a cluster that is not ours before it is used: whether it can be spoken with, where its brokers say that they are,
 * their settings, and what its ACLs allow. Refused is what would make a right program fail, or leave topics behind for good;
 * what makes a check slower or less clear is said.
 *
 * A handful of round trips, most of them side by side; nothing is created but `__consumer_offsets`, as by any first group.
 *
 * Throws EnvironmentError `bad-broker-address`, `broker-unreachable`, `broker-wants-login`, `broker-wants-tls`, `broker-too-old`,
 * `advertised-unreachable`, `broker-sick`, `broker-unfit` or `broker-denies`.
 */
export async function checkExternal(wanted: string): Promise<ExternalBroker> {
  const { bootstrap, silent } = await whoAnswers(wanted)
  await using cluster = await connectTo(bootstrap)
  const [kafkaVersion] = await Promise.all([
    cluster.kafkaVersion(),
    refuseVersions(cluster),
    refuseUnreachable(cluster),
  ])
  const answer = await refuseSick(cluster, bootstrap)
  const { hard, soft } = await misfitsOf(cluster)
  if (hard.length > 0) throw unfit(bootstrap, hard)
  const { misfit } = await refuseDenied(cluster, bootstrap, answer)
  if (misfit !== undefined) throw unfit(bootstrap, [misfit])
  const unheard = silent.map((address) => `${address} of WORKSHOP_BROKER does not answer; the others are used.`)
  return { bootstrap, kafkaVersion, brokers: cluster.brokers, warnings: [...unheard, ...soft] }
}

/** Throws EnvironmentError `broker-sick` for a broker that answers and is of no use. */
async function refuseSick(cluster: Cluster, bootstrap: string): Promise<ChangeAnswer> {
  try {
    return await cluster.takesChanges()
  } catch (cause) {
    throw new EnvironmentError(`The broker at ${bootstrap} (WORKSHOP_BROKER) ${CHANGES_NOTHING}: ${reasonOf(cause)}.`, {
      code: 'broker-sick',
      fix: 'See whether its ZooKeeper still runs and whether its disk is full: its log says more.',
      cause,
    })
  }
}

function unfit(bootstrap: string, reasons: readonly string[]): EnvironmentError {
  return new EnvironmentError(
    `Checks cannot work with Kafka at ${bootstrap} as it is set up:\n${reasons.map((reason) => `  ${reason}`).join('\n')}`,
    {
      code: 'broker-unfit',
      fix: 'Change that where the broker is set up (server.properties) and restart it, or take WORKSHOP_BROKER out of the environment.',
    },
  )
}
