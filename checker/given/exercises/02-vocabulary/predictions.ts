/**
 * Part 2: predict what will happen. The questions are in README.md, the why in the lesson.
 *
 *   npm run check 02 -- --part 2
 */
import { notWritten } from '#shop'

type Likelihood = 'certain' | 'possible' | 'impossible'

// TODO: in each function return your prediction in place of notWritten(). The order is up to you, and so is how many at a time.

/** A topic has `records` records. A group reads `read` of them and commits. How many are in the topic now? */
export function leftInTopic({ records, read }: { records: number; read: number }): number {
  return notWritten('leftInTopic: return how many records are in the topic when a group has read some.')
}

/** All records up to offset `lastDone` are done. Which offset does the worker commit? */
export function offsetToCommit({ lastDone }: { lastDone: number }): number {
  return notWritten('offsetToCommit: return the offset that lets the next worker go on in the right place.')
}

/** `lengths[0]` records were sent to partition 0, and so on. How many records of the topic have the offset `offset`? */
export function recordsAtOffset({ lengths, offset }: { lengths: number[]; offset: number }): number {
  return notWritten('recordsAtOffset: return how many records of the topic have this offset.')
}

/** Each shop's name is its key. Is there a partition with records of two shops? */
export function shareAPartition({ shops, partitions }: { shops: number; partitions: number }): Likelihood {
  return notWritten("shareAPartition: return 'certain', 'possible' or 'impossible'.")
}

/** A record was sent to partition `first`, then one to `second`. Are they read in this order? */
export function readInOrder({ first, second }: { first: number; second: number }): Likelihood {
  return notWritten("readInOrder: return 'certain', 'possible' or 'impossible'.")
}

/** `groups` groups read a topic of `records` records to its end. How many do they read, all together? */
export function readByGroups({ records, groups }: { records: number; groups: number }): number {
  return notWritten('readByGroups: return how many records all groups together read.')
}

/** `workers` workers of one group read a topic to its end. How many records do they handle, all together? */
export function handledByGroup(scenario: { records: number; partitions: number; workers: number }): number {
  return notWritten('handledByGroup: return how many records all workers of the group together handle.')
}

/** `workers` workers of one group read a topic of `partitions` partitions. How many get nothing to do? */
export function idleWorkers({ partitions, workers }: { partitions: number; workers: number }): number {
  return notWritten('idleWorkers: return how many workers get nothing to do.')
}

/** A worker commits `offset`, and its machine burns down. Who has kept it for the next worker? */
export function whereOffsetsAreKept({ offset }: { offset: number }): 'topic' | 'zookeeper' | 'consumer' {
  return notWritten("whereOffsetsAreKept: return 'topic', 'zookeeper' or 'consumer'.")
}
