import {
  type Cluster,
  type NewRecord,
  OWN_PREFIX,
  type ReadRecord,
  type SeenTopic,
  UsageError,
  batchesAt,
  partitionFor,
  topicsSeen,
} from '#checker'
import { notThere } from './broker-access.ts'
import type { ProduceOrder, TopicOrder } from './order.ts'

/** A batch that any broker takes, whatever the size of a value in the form. */
const BATCH_RECORDS = 500
const READ_BYTES = 64 * 1024

/** Writes the records of an order: those with a key to its partition, those without to all in turn. `{n}` in key and value counts. */
export async function produce(cluster: Cluster, order: ProduceOrder): Promise<void> {
  const { partitions } = await topicOf(cluster, order.topic)
  const byPartition = new Map<number, NewRecord[]>()
  for (let n = 1; n <= order.count; n += 1) {
    const key = numbered(order.key, n)
    const partition = key === null ? (n - 1) % partitions.length : partitionFor(Buffer.from(key), partitions.length)
    const records = byPartition.get(partition) ?? []
    byPartition.set(partition, records)
    records.push({ key, value: numbered(order.value, n), headers: order.headers })
  }
  await writeAll(cluster, order.topic, byPartition)
}

function numbered(text: string | null, n: number): string | null {
  return text === null ? null : text.replaceAll('{n}', String(n))
}

/** Writes records to their partitions, in batches. */
export async function writeAll(
  cluster: Cluster,
  topic: string,
  byPartition: ReadonlyMap<number, readonly NewRecord[]>,
): Promise<void> {
  await Promise.all(
    [...byPartition].map(async ([partition, records]) => {
      for (let first = 0; first < records.length; first += BATCH_RECORDS)
        await cluster.produce(topic, partition, records.slice(first, first + BATCH_RECORDS))
    }),
  )
}

/** Creates a topic. Throws UsageError where there is one of that name, or the name is kept for others. */
export async function createTopic(cluster: Cluster, { name, partitions }: TopicOrder): Promise<void> {
  refuseKept(name)
  if ((await cluster.topics()).includes(name)) {
    throw new UsageError(`There is a topic ${name} already.`, { code: 'topic-there', fix: 'Take another name.' })
  }
  await cluster.createTopics([{ name, partitions }])
}

/** One record. Throws EnvironmentError `not-there` for one that is not there, or not any more. */
export async function readRecord(
  cluster: Cluster,
  topic: string,
  partition: number,
  offset: bigint,
): Promise<ReadRecord> {
  const found = (await topicOf(cluster, topic)).partitions.find(({ index }) => index === partition)
  const batches = found && (await batchesAt(cluster, topic, found, { offset, maxBytes: READ_BYTES }))
  const batch = batches?.find(({ lastOffset, control }) => lastOffset >= offset && !control)
  if (batch && !batch.readable) {
    throw new UsageError(`This record is compressed with ${batch.compression}, which this page does not read.`, {
      code: 'unreadable-record',
      fix: 'kcat does, and so does a consumer with the right package.',
    })
  }
  const record = batch?.records?.find((one) => one.offset === offset)
  if (!record) throw notThere(`The record ${offset} of ${topic}/${partition}`)
  return { ...record, partition }
}

async function topicOf(cluster: Cluster, name: string): Promise<SeenTopic> {
  refuseKept(name)
  const topic = (await topicsSeen(cluster)).find((one) => one.name === name)
  if (!topic) throw notThere(`The topic ${name}`)
  return topic
}

/** Topics of Kafka and of checks are looked at by others. */
function refuseKept(name: string): void {
  if (!name.startsWith('__') && !name.startsWith(OWN_PREFIX)) return
  throw new UsageError(`Topics that begin with __ or ${OWN_PREFIX} are Kafka's own, or those of checks.`, {
    code: 'kept-topic',
    fix: 'Take another one.',
  })
}
