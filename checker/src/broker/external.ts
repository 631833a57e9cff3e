import { EnvironmentError } from '../errors/index.ts'
import { Cluster } from '../protocol/index.ts'
import { CHANGES_NOTHING, reasonOf } from './ailment.ts'

/** Settings of a broker that a check relies on, and what to say of one that does not fit. */
const SETTINGS: readonly { name: string; fits: (value: string) => boolean; why: string }[] = [
  {
    name: 'auto.create.topics.enable',
    fits: (value) => value === 'true',
    why: 'should be true, as Kafka has it, or misspelt topics are told less well',
  },
  {
    name: 'group.initial.rebalance.delay.ms',
    fits: (value) => Number(value) <= 500,
    why: 'should be 0: each check waits that long for each group',
  },
  {
    name: 'group.min.session.timeout.ms',
    fits: (value) => Number(value) <= 10_000,
    why: 'must be at most 10000, the session of programs under the checker',
  },
  {
    name: 'group.max.session.timeout.ms',
    fits: (value) => Number(value) >= 10_000,
    why: 'must be at least 10000, the session of programs under the checker',
  },
]

export interface ExternalBroker {
  readonly kafkaVersion: string
  /** A sentence for each setting that does not fit. */
  readonly misfits: readonly string[]
}

/**
 * Looks at a broker that is not ours before it is used. Throws EnvironmentError `broker-unreachable`, `bad-broker-address`, and
 * `broker-sick` for one that answers and is of no use.
 */
export async function checkExternal(bootstrap: string): Promise<ExternalBroker> {
  await using cluster = await Cluster.connect(bootstrap, { clientId: 'workshop-broker' })
  await changes(cluster, bootstrap)
  await cluster.prepareGroups()
  const values = await cluster.describeBrokerConfigs(SETTINGS.map(({ name }) => name))
  const misfits = SETTINGS.flatMap(({ name, fits, why }) => {
    const value = values.get(name)
    return typeof value !== 'string' || fits(value) ? [] : [`${name} is ${value} on that broker; it ${why}.`]
  })
  return { kafkaVersion: await cluster.kafkaVersion(), misfits }
}

async function changes(cluster: Cluster, bootstrap: string): Promise<void> {
  try {
    await cluster.takesChanges()
  } catch (cause) {
    throw new EnvironmentError(`The broker at ${bootstrap} (WORKSHOP_BROKER) ${CHANGES_NOTHING}: ${reasonOf(cause)}.`, {
      code: 'broker-sick',
      fix: 'See whether its ZooKeeper still runs and whether its disk is full: its log says more.',
      cause,
    })
  }
}
