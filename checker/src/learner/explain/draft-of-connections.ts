import { type Draft, processLane, serviceLane, withoutPrefix } from './draft.ts'
import type { SavedOf } from './evidence-reader.ts'

type Made = Omit<Draft, 'events' | 'process'>

export function connected({ process, connection }: SavedOf<'connected'>): Made {
  return {
    ...{ from: processLane(process), to: serviceLane('Kafka'), sign: 'act', weight: 'small' },
    words: `${process} opens connection ${connection} to Kafka`,
    details: [],
    counted: { what: 'connection opened', count: 1 },
    subjects: [`connection ${connection}`],
  }
}

export function disconnected({ process, connection, by }: SavedOf<'disconnected'>): Made {
  const said = {
    program: `${process} closes connection ${connection}`,
    broker: `Kafka closes connection ${connection} of ${process}`,
    checker: `the checker cuts connection ${connection} of ${process}`,
  }[by]
  return {
    ...{
      from: processLane(process),
      to: serviceLane('Kafka'),
      sign: 'act',
      weight: by === 'checker' ? 'life' : 'small',
    },
    words: said,
    details: [],
    counted: { what: 'connection closed', count: 1 },
    subjects: [`connection ${connection}`],
  }
}

export function topicsAsked({ process, topics }: SavedOf<'topics-asked'>): Made {
  return {
    ...{ from: processLane(process), to: serviceLane('Kafka'), sign: 'act', weight: 'small' },
    words: `${process} asks Kafka about ${topics.length === 1 ? 'the topic' : 'the topics'} ${topics.map(withoutPrefix).join(', ')}`,
    details: [],
    subjects: topics.map((topic) => `topic ${topic}`),
  }
}

export function refused({ process, api, what }: SavedOf<'refused'>): Made {
  return {
    ...{ from: processLane(process), to: serviceLane('Kafka'), sign: 'act', weight: 'life', failed: true },
    words: `${process} is refused: ${withoutPrefix(what)}`,
    details: [['request', api]],
    subjects: [],
  }
}

/** What programs ask that do not send or read: in the words of the lessons. */
const QUESTIONS: Readonly<Record<string, string>> = {
  Metadata: 'its brokers and topics',
  ListOffsets: 'the first or last offsets of partitions',
  OffsetFetch: 'the committed offsets of a group',
  DescribeGroups: 'the members of a group',
  ListGroups: 'which groups there are',
  FindCoordinator: 'the coordinator of a group',
  CreateTopics: 'a new topic',
  DeleteTopics: 'the end of a topic',
  DescribeConfigs: 'its settings',
}

/** How often it asks says nothing, and of these the answers are drawn. */
const SILENT = ['ApiVersions', 'Heartbeat', 'Fetch', 'Produce', 'OffsetCommit', 'JoinGroup', 'SyncGroup', 'LeaveGroup']

/** `asksOnly`: nothing else was done with Kafka in this scene. */
export function requested({ process, api, version }: SavedOf<'requested'>, asksOnly: boolean): Made | undefined {
  if (SILENT.includes(api)) return undefined
  const question = QUESTIONS[api]
  return {
    ...{ from: processLane(process), to: serviceLane('Kafka'), sign: 'act', weight: asksOnly ? 'work' : 'small' },
    words: `${process} asks Kafka for ${question ?? api}`,
    details: [['request', `${api}, version ${version}`]],
    ...(asksOnly && { counted: { what: 'question', count: 1 } }),
    subjects: [],
  }
}
