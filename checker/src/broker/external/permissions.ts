import { EnvironmentError } from '../../errors/index.ts'
import {
  type ChangeAnswer,
  type Cluster,
  OWN_PREFIX,
  PROBE_NAME,
  encodeBatch,
  errorCode,
  errorName,
} from '../../protocol/index.ts'
import { SESSION_MS } from './settings.ts'

/** What a check does with topics and groups of its own, and what the cluster would say: a code of Kafka, 0 for none. */
interface Probe {
  readonly operation: string
  readonly on: 'topics' | 'groups'
  readonly ask: (cluster: Cluster) => Promise<number>
}

const SOME_MS = 10_000

/**
 * Kafka looks at ACLs before it looks whether a topic is there: asked for one that is not, it says which of the two it is.
 * (KafkaApis.scala of 3.9: handleProduceRequest, handleFetchRequest, handleDeleteTopicsRequest.)
 */
const TOPIC_PROBES: readonly Probe[] = [
  {
    operation: 'Write',
    on: 'topics',
    ask: async ({ known }) => {
      const partitions = [{ index: 0, records: encodeBatch([{ key: null, value: null }]) }]
      const body = { acks: 1, timeoutMs: SOME_MS, topics: [{ name: PROBE_NAME, partitions }] }
      return (await known.askAny('Produce', body)).topics[0]?.partitions[0]?.errorCode ?? 0
    },
  },
  {
    operation: 'Read',
    on: 'topics',
    ask: async ({ known }) => {
      const partitions = [{ index: 0, fetchOffset: 0n, maxBytes: 1 }]
      const limits = { replicaId: -1, maxWaitMs: 0, minBytes: 0, maxBytes: 1 }
      const answer = await known.askAny('Fetch', { ...limits, topics: [{ name: PROBE_NAME, partitions }] })
      return answer.topics[0]?.partitions[0]?.errorCode ?? 0
    },
  },
  {
    operation: 'Delete',
    on: 'topics',
    ask: async ({ known }) => {
      const answer = await known.askController('DeleteTopics', { topics: [PROBE_NAME], timeoutMs: SOME_MS })
      return answer.topics[0]?.errorCode ?? 0
    },
  },
]

const DENIED = (['TOPIC', 'GROUP', 'CLUSTER'] as const).map((what) => errorCode(`${what}_AUTHORIZATION_FAILED`))
const isDenied = (code: number) => DENIED.includes(code)

/**
 * Throws EnvironmentError `broker-denies` when ACLs keep a check from what it does with topics and groups of its own: no right
 * program could pass, or each check would leave its topics behind. What else speaks against them is given back. `answer`: what `takesChanges` gave.
 */
export async function refuseDenied(
  cluster: Cluster,
  bootstrap: string,
  answer: ChangeAnswer,
): Promise<{ misfit: string | undefined }> {
  const creation = wouldCreate(answer)
  const [groups, ...others] = await Promise.all([
    wouldJoin(cluster),
    ...TOPIC_PROBES.map(async ({ operation, on, ask }) =>
      isDenied(await ask(cluster)) ? [`${operation} on ${on}`] : [],
    ),
  ])
  const denied = [...creation.denied, ...others.flat(), ...groups.denied]
  if (denied.length === 0) return { misfit: creation.misfit ?? groups.misfit }
  const name = `that begin with ${OWN_PREFIX}`
  throw new EnvironmentError(
    `The ACLs of Kafka at ${bootstrap} refuse what a check does there as User:ANONYMOUS, who everybody without a login is:\n` +
      denied.map((what) => `  ${what} ${name}`).join('\n'),
    {
      code: 'broker-denies',
      fix:
        `Allow it, for these names alone, as a user who may: kafka-acls.sh --bootstrap-server ${bootstrap} --add --allow-principal User:ANONYMOUS ` +
        `--operation All --topic ${OWN_PREFIX} --group ${OWN_PREFIX} --resource-pattern-type prefixed`,
    },
  )
}

interface Said {
  readonly denied: readonly string[]
  readonly misfit?: string
}

/** What Kafka has said to the creation of a topic. */
function wouldCreate({ errorCode: code, errorMessage }: ChangeAnswer): Said {
  if (isDenied(code)) return { denied: ['Create on topics'] }
  if (code === 0 || code === errorCode('TOPIC_ALREADY_EXISTS')) return { denied: [] }
  return {
    denied: [],
    misfit: `It refuses topics as checks make them: ${errorName(code)}, ${errorMessage ?? 'no reason given'}.`,
  }
}

/** What Kafka says to a member of a group, whom it takes out again, and to the deletion of that group. */
async function wouldJoin(cluster: Cluster): Promise<Said> {
  const { known } = cluster
  const found = await known.askAny('FindCoordinator', { key: PROBE_NAME, keyType: 0 })
  if (isDenied(found.errorCode)) return { denied: ['Read on groups', 'Delete on groups'] }
  await cluster.prepareGroups()
  const coordinator = await known.coordinator(PROBE_NAME)
  const { errorCode: code, memberId } = await known.ask(coordinator, 'JoinGroup', {
    groupId: PROBE_NAME,
    memberId: '',
    protocolType: 'consumer',
    protocols: [{ name: 'probe', metadata: Buffer.alloc(0) }],
    sessionTimeoutMs: SESSION_MS,
    rebalanceTimeoutMs: SESSION_MS,
  })
  if (code === errorCode('INVALID_SESSION_TIMEOUT')) {
    return {
      denied: [],
      misfit: `group.min.session.timeout.ms or group.max.session.timeout.ms does not allow sessions of ${SESSION_MS}.`,
    }
  }
  // A first join is told its member id, and is asked to come again with it (KIP-394).
  if (memberId !== '') await known.ask(coordinator, 'LeaveGroup', { groupId: PROBE_NAME, memberId })
  const { results } = await known.ask(coordinator, 'DeleteGroups', { groups: [PROBE_NAME] })
  return {
    denied: [
      ...(isDenied(code) ? ['Read on groups'] : []),
      ...(isDenied(results[0]?.errorCode ?? 0) ? ['Delete on groups'] : []),
    ],
  }
}
