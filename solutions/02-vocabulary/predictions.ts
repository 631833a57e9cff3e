/**
 * What will happen: nine questions about topics and groups, each a function from a scenario's numbers to an answer. The
 * checker runs the experiments on a real broker and compares.
 */

/** Reading leaves everything where it is: a topic is a log. Records go when their retention is over, whoever has read them. */
export function leftInTopic({ records }: { records: number; read: number }): number {
  return records
}

/** A committed offset says where to go on: it is that of the next record to read. */
export function offsetToCommit({ lastDone }: { lastDone: number }): number {
  return lastDone + 1
}

/** Each partition counts for itself, from 0: an offset names a place in one partition. */
export function recordsAtOffset({ lengths, offset }: { lengths: number[]; offset: number }): number {
  return lengths.filter((length) => length > offset).length
}

/** The hash of the key picks the partition. Nothing keeps two keys from the same one, and nothing puts them there. */
export function shareAPartition({ shops, partitions }: { shops: number; partitions: number }): Likelihood {
  if (shops < 2) return 'impossible'
  // More shops than partitions: two of them must share.
  return shops > partitions ? 'certain' : 'possible'
}

/** Kafka keeps order within a partition. Between two of them a reader may be ahead in either. */
export function readInOrder({ first, second }: { first: number; second: number }): Likelihood {
  return first === second ? 'certain' : 'possible'
}

/** Each group reads everything, and knows nothing of the others. */
export function readByGroups({ records, groups }: { records: number; groups: number }): number {
  return records * groups
}

/** Within one group each partition has one reader: the workers divide the records among them. */
export function handledByGroup({ records }: { records: number; partitions: number; workers: number }): number {
  return records
}

/** Each partition is given to one worker of the group. Who gets none waits until somebody leaves. */
export function idleWorkers({ partitions, workers }: { partitions: number; workers: number }): number {
  return Math.max(0, workers - partitions)
}

/** The group's coordinator, a broker, writes each commit into the topic `__consumer_offsets`. */
export function whereOffsetsAreKept(_: { offset: number }): Keeper {
  return 'topic'
}

type Likelihood = 'certain' | 'possible' | 'impossible'
type Keeper = 'topic' | 'zookeeper' | 'consumer'
