import type { Batch } from './batch.ts'
import { decodeBatches } from './batches.ts'
import type { RequestInput } from './apis.ts'
import type { Cluster } from './cluster.ts'

/**
 * What somebody asks who looks at a whole cluster several times a second: few requests, each for many partitions, and none tried
 * again, since the next look comes soon. What has an error at the moment is left out.
 */

export interface SeenPartition {
  readonly index: number
  /** The broker that leads it; −1 while there is none. */
  readonly leader: number
}

export interface SeenTopic {
  readonly name: string
  /** Kafka keeps it for itself. */
  readonly internal: boolean
  /** In the order of their numbers. */
  readonly partitions: readonly SeenPartition[]
}

/** All topics, by name. */
export async function topicsSeen(cluster: Cluster): Promise<SeenTopic[]> {
  const { topics } = await cluster.known.metadata(null)
  return topics
    .filter(({ errorCode }) => errorCode === 0)
    .map(({ name, internal, partitions }) => ({
      name,
      internal,
      partitions: partitions.map(({ index, leader }) => ({ index, leader })).toSorted((a, b) => a.index - b.index),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** How the ends of logs are called in a request for a timestamp. */
const TIMESTAMPS = { earliest: -2n, latest: -1n } as const

/** The name of a partition in answers about many: `purchases/0`. No topic has a slash in its name. */
export function partitionName(topic: string, index: number): string {
  return `${topic}/${index}`
}

/** One end of the log of each partition, by `partitionName`: one request for each broker that leads any. */
export async function logEnds(
  cluster: Cluster,
  topics: readonly SeenTopic[],
  end: keyof typeof TIMESTAMPS,
): Promise<Map<string, bigint>> {
  const timestamp = TIMESTAMPS[end]
  const answers = await Promise.all(
    cluster.brokers.map(async (broker) => {
      const asked = topics
        .map(({ name, partitions }) => ({
          name,
          partitions: partitions
            .filter(({ leader }) => leader === broker.id)
            .map(({ index }) => ({ index, timestamp })),
        }))
        .filter(({ partitions }) => partitions.length > 0)
      const body = { replicaId: -1, topics: asked } satisfies RequestInput<'ListOffsets'>
      return asked.length === 0 ? { topics: [] } : cluster.known.ask(broker, 'ListOffsets', body)
    }),
  )
  const found = answers.flatMap((answer) => answer.topics)
  return new Map(
    found.flatMap(({ name, partitions }) =>
      partitions
        .filter(({ errorCode }) => errorCode === 0)
        .map(({ index, offset }) => [partitionName(name, index), offset] as const),
    ),
  )
}

/**
 * The batches of a partition from the one on that holds `offset`, which may begin before it; the first comes whole though it is
 * larger than `maxBytes`. At once, without waiting for more; undefined where the broker refuses, as for an offset that is gone.
 */
export async function batchesAt(
  cluster: Cluster,
  topic: string,
  { index, leader }: SeenPartition,
  { offset, maxBytes }: { readonly offset: bigint; readonly maxBytes: number },
): Promise<readonly Batch[] | undefined> {
  const broker = cluster.brokers.find(({ id }) => id === leader)
  if (!broker) return undefined
  const answer = await cluster.known.ask(broker, 'Fetch', {
    replicaId: -1,
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes,
    topics: [{ name: topic, partitions: [{ index, fetchOffset: offset, maxBytes }] }],
  })
  const found = answer.topics[0]?.partitions[0]
  return found?.errorCode === 0 ? decodeBatches(found.records ?? Buffer.alloc(0)) : undefined
}
