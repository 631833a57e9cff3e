import { type BrokerAddress, type Cluster, errorCode } from '../../protocol/index.ts'

/** The session of programs under the checker, milliseconds: what `WORKSHOP_CONSUMER` asks for. */
export const SESSION_MS = 10_000
/** Half of what a check waits for the first records of a consumer. */
const LONGEST_DELAY_MS = 5_000

interface Fit {
  readonly name: string
  /** A right program would fail unless this holds. */
  readonly must?: (value: string, brokers: number) => boolean
  /** Checks are slower or less clear unless this holds. */
  readonly should?: (value: string, brokers: number) => boolean
  readonly why: string
}

/** The settings of a broker that a check relies on. Topics of checks bring their own, so that defaults for topics do not matter. */
const FITS: readonly Fit[] = [
  {
    name: 'auto.create.topics.enable',
    should: (value) => value === 'true',
    why: 'verdicts are the same, but topics do not come by being named, as lesson 3 shows it',
  },
  {
    name: 'default.replication.factor',
    should: (value, brokers) => Number(value) <= brokers,
    why: 'there are fewer brokers, so topics do not come by being named, as lesson 3 shows it',
  },
  {
    name: 'group.initial.rebalance.delay.ms',
    must: (value) => Number(value) <= LONGEST_DELAY_MS,
    should: (value) => Number(value) <= 500,
    why: 'each check waits that long for each consumer that starts; 0 makes it quick',
  },
  {
    name: 'group.min.session.timeout.ms',
    must: (value) => Number(value) <= SESSION_MS,
    why: `programs under the checker ask for sessions of ${SESSION_MS}: it must not be above`,
  },
  {
    name: 'group.max.session.timeout.ms',
    must: (value) => Number(value) >= SESSION_MS,
    why: `programs under the checker ask for sessions of ${SESSION_MS}: it must not be below`,
  },
  {
    name: 'delete.topic.enable',
    should: (value) => value === 'true',
    why: 'the topics of each check stay on the broker unless it is true',
  },
]

const OFFSETS_TOPIC = '__consumer_offsets'
const OFFSETS_FACTOR = 'offsets.topic.replication.factor'
const MIN_IN_SYNC = 'min.insync.replicas'

export interface Misfits {
  /** What keeps checks from working, a sentence each. */
  readonly hard: readonly string[]
  /** What makes them slower or less clear. */
  readonly soft: readonly string[]
}

type Values = ReadonlyMap<string, string | null>

/**
 * Settings that do not fit, of any broker. Where the ACLs let nobody read them that is said, and what would matter most shows
 * when a group is joined.
 */
export async function misfitsOf(cluster: Cluster): Promise<Misfits> {
  const { brokers } = cluster
  const [offsets, ...read] = await Promise.all([
    cluster.known.metadata([OFFSETS_TOPIC]),
    ...brokers.map((broker) => settingsOf(cluster, broker)),
  ])
  const known = read.filter((values) => values !== undefined)
  const unread =
    known.length < brokers.length
      ? [
          'The settings of that broker may not be read (DescribeConfigs on the cluster), so whether they fit is not known.',
        ]
      : []
  const hard = FITS.flatMap((fit) => misfit(fit, fit.must, known))
  const soft = FITS.flatMap((fit) => misfit(fit, fit.should, known)).filter((said) => !hard.includes(said))
  return { hard: [...hard, ...offsetsMisfits(offsets.topics[0], known)], soft: [...soft, ...unread] }
}

function misfit({ name, why }: Fit, fits: Fit['must'], brokers: readonly Values[]): string[] {
  if (!fits) return []
  const values = new Set(brokers.map((values) => values.get(name)).filter((value) => typeof value === 'string'))
  return [...values]
    .filter((value) => !fits(value, brokers.length))
    .map((value) => `${name} is ${value} on that broker: ${why}.`)
}

type Topic = Awaited<ReturnType<Cluster['known']['metadata']>>['topics'][number]

/** Where groups keep their offsets: without it nobody joins, and with too few of its replicas nobody commits. */
function offsetsMisfits(topic: Topic | undefined, brokers: readonly Values[]): string[] {
  if (!topic || topic.errorCode === errorCode('UNKNOWN_TOPIC_OR_PARTITION')) {
    const factor = Math.max(0, ...brokers.map((values) => Number(values.get(OFFSETS_FACTOR) ?? 0)))
    if (factor <= brokers.length) return []
    return [
      `${OFFSETS_FACTOR} is ${factor} and there are fewer brokers: ${brokers.length}. Without ${OFFSETS_TOPIC} no group can be joined.`,
    ]
  }
  const orphans = topic.partitions.filter(({ leader }) => leader < 0).length
  const needed = Math.max(1, ...brokers.map((values) => Number(values.get(MIN_IN_SYNC) ?? 1)))
  const thin = topic.partitions.filter(
    ({ leader, inSyncReplicas, replicas }) => leader >= 0 && inSyncReplicas.length < Math.min(needed, replicas.length),
  ).length
  const of = `of the ${topic.partitions.length} partitions of ${OFFSETS_TOPIC}`
  return [
    ...(orphans > 0 ? [`${orphans} ${of} have no leader: start the brokers that are down.`] : []),
    ...(thin > 0
      ? [`${thin} ${of} have fewer replicas in sync than ${MIN_IN_SYNC}, ${needed}: start the brokers that are down.`]
      : []),
  ]
}

/** Undefined where they may not be read. */
async function settingsOf(cluster: Cluster, broker: BrokerAddress): Promise<Values | undefined> {
  const keys = [...FITS.map(({ name }) => name), OFFSETS_FACTOR, MIN_IN_SYNC]
  const resource = { type: 4, name: String(broker.id), keys }
  const { results } = await cluster.known.ask(broker, 'DescribeConfigs', { resources: [resource] })
  if (results.some((result) => result.errorCode !== 0)) return undefined
  return new Map(results.flatMap(({ configs }) => configs).map(({ name, value }) => [name, value]))
}
