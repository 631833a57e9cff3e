import { readValue } from './codec.ts'
import type { Cluster, ReadRecord } from './cluster.ts'
import { Reader } from './reader.ts'
import { int16, int32, int64, string, struct } from './schema.ts'

/** The topic in which the brokers keep what groups commit. */
export const OFFSETS_TOPIC = '__consumer_offsets'

/** A commit as a record of that topic. */
export interface CommitRecord {
  readonly group: string
  readonly topic: string
  readonly partition: number
  readonly committed: bigint
  /** Where the record lies in `__consumer_offsets`. */
  readonly at: { readonly partition: number; readonly offset: bigint }
}

/**
 * Gives back what tells of the commits of a group from now on, as they lie in `__consumer_offsets`. Throws EnvironmentError
 * `kafka-refused` where that topic may not be read: ACLs keep strangers from it.
 */
export async function commitsFromNow(cluster: Cluster, group: string): Promise<() => Promise<CommitRecord[]>> {
  const ends = await cluster.latestOffsets(OFFSETS_TOPIC)
  const partition = hashCode(group) % ends.length
  const from = ends[partition] ?? 0n
  return async () => {
    const records = await cluster.fetchFrom(OFFSETS_TOPIC, partition, from)
    return records.flatMap((record) => commitIn(record) ?? []).filter((commit) => commit.group === group)
  }
}

/** Source: OffsetCommitKey.json and OffsetCommitValue.json of Kafka 3.9. Each version of the value begins with the offset. */
const commitKey = struct({ version: int16, group: string, topic: string, partition: int32 })
const commitValue = struct({ version: int16, offset: int64 })
/** Higher versions of the key are records of another kind. */
const LAST_COMMIT_KEY = 1

function commitIn({ key, value, partition: at, offset }: ReadRecord): CommitRecord | undefined {
  if (!key || !value || key.readInt16BE(0) > LAST_COMMIT_KEY) return undefined
  const { group, topic, partition } = readValue<typeof commitKey>(commitKey, new Reader(key), 0)
  const { offset: committed } = readValue<typeof commitValue>(commitValue, new Reader(value), 0)
  return { group, topic, partition, committed, at: { partition: at, offset } }
}

/** Java's String.hashCode, made positive as Kafka does it (Utils.abs; GroupMetadataManager.partitionFor). */
function hashCode(text: string): number {
  let hash = 0
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0
  return hash === -0x80000000 ? 0 : Math.abs(hash)
}
