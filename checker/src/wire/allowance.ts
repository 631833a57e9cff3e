import { type ApiName, type Request, encodeRequest, errorCode } from '../protocol/index.ts'
import { failingAnswer } from './answers.ts'

/**
 * What programs of the shop need: to send, to receive as a member of a group, transactions, to make topics of their own,
 * and to look at their own group. Whatever else an administrator can do would reach other runs on the same broker.
 */
const ALLOWED: ReadonlySet<ApiName> = new Set<ApiName>([
  'ApiVersions',
  'Metadata',
  'CreateTopics',
  'Produce',
  'Fetch',
  'ListOffsets',
  'FindCoordinator',
  'JoinGroup',
  'SyncGroup',
  'Heartbeat',
  'LeaveGroup',
  'OffsetCommit',
  'OffsetFetch',
  'DescribeGroups',
  'InitProducerId',
  'AddPartitionsToTxn',
  'AddOffsetsToTxn',
  'EndTxn',
  'TxnOffsetCommit',
])

export function isAllowed(api: ApiName): boolean {
  return ALLOWED.has(api)
}

/** The names that the programs of a run may have. */
export interface Reach {
  /** What the names of all their topics, groups and transactional ids begin with. */
  readonly prefix: string
  /** They may also ask what topics Kafka keeps for itself, as where those lie; they may not read them. */
  readonly internalTopics?: boolean | undefined
}

/** Source: Topic.INTERNAL_TOPICS of kafka-clients 3.9, and what 4.x adds. */
const INTERNAL_TOPICS: readonly string[] = ['__consumer_offsets', '__transaction_state', '__share_group_state']

/** Whether a program may be told of a topic. */
export function mayKnow(topic: string, { prefix, internalTopics = false }: Reach): boolean {
  return topic.startsWith(prefix) || (internalTopics && INTERNAL_TOPICS.includes(topic))
}

/**
 * What a request asks for that its program may not have, for people to read: an API, or a topic, group or transactional id
 * that is not within its reach. Undefined when it may have all of it.
 */
export function refusalOf(request: Request, reach: Reach): string | undefined {
  if (!isAllowed(request.api)) return request.api
  const may = ({ name }: Named) => (request.api === 'Metadata' ? mayKnow(name, reach) : name.startsWith(reach.prefix))
  const foreign = namesIn(request).find((named) => !may(named))
  return foreign && `the ${foreign.what} "${foreign.name}"`
}

interface Named {
  readonly what: 'topic' | 'group' | 'transactional id'
  readonly name: string
}

/** Every name that a request acts upon. */
function namesIn(request: Request): Named[] {
  switch (request.api) {
    case 'Metadata':
      return topics(request.body.topics ?? [])
    case 'CreateTopics':
      return topics(named(request.body.topics))
    case 'Produce':
      return [...topics(named(request.body.topics)), ...transaction(request.body.transactionalId)]
    case 'Fetch':
    case 'ListOffsets':
      return topics(named(request.body.topics))
    case 'FindCoordinator':
      return request.body.keyType === 1 ? transaction(request.body.key) : groups([request.body.key])
    case 'JoinGroup':
    case 'SyncGroup':
    case 'Heartbeat':
    case 'LeaveGroup':
      return groups([request.body.groupId])
    case 'OffsetCommit':
    case 'OffsetFetch':
      return [...groups([request.body.groupId]), ...topics(named(request.body.topics ?? []))]
    case 'DescribeGroups':
      return groups(request.body.groups)
    case 'InitProducerId':
    case 'EndTxn':
      return transaction(request.body.transactionalId)
    case 'AddPartitionsToTxn':
      return [...transaction(request.body.transactionalId), ...topics(named(request.body.topics))]
    case 'AddOffsetsToTxn':
      return [...transaction(request.body.transactionalId), ...groups([request.body.groupId])]
    case 'TxnOffsetCommit': {
      const { transactionalId, groupId, topics: committed } = request.body
      return [...transaction(transactionalId), ...groups([groupId]), ...topics(named(committed))]
    }
    default:
      return []
  }
}

function named(things: readonly { readonly name: string }[]): string[] {
  return things.map(({ name }) => name)
}

function topics(names: readonly string[]): Named[] {
  return names.map((name) => ({ what: 'topic', name }))
}

function groups(names: readonly string[]): Named[] {
  return names.map((name) => ({ what: 'group', name }))
}

function transaction(name: string | null): Named[] {
  return name === null ? [] : [{ what: 'transactional id', name }]
}

/**
 * The same request without the topics that it may not have. Only Metadata has such a part: it would bring those topics about,
 * and the answer tells of each topic by itself.
 */
export function permittedPart(request: Request, reach: Reach): Buffer | undefined {
  if (request.api !== 'Metadata' || request.body.topics === null) return undefined
  const topics = request.body.topics.filter((name) => mayKnow(name, reach))
  return encodeRequest({ ...request, api: 'Metadata', body: { ...request.body, topics } })
}

/**
 * What a broker answers to a program that may not have what it asks for, so that its client tells it so. Undefined where a
 * client of Kafka would never come to ask: it is refused the topic or the coordinator before, or not told of the API.
 */
export function refusingAnswer(request: Request): Buffer | undefined {
  switch (request.api) {
    case 'CreateTopics':
      return failingAnswer(request, errorCode('TOPIC_AUTHORIZATION_FAILED'))
    case 'FindCoordinator': {
      const isGroup = request.body.keyType === 0
      return failingAnswer(
        request,
        errorCode(isGroup ? 'GROUP_AUTHORIZATION_FAILED' : 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED'),
      )
    }
    default:
      return undefined
  }
}
