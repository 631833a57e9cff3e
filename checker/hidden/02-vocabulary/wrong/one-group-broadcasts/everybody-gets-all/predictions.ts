type Likelihood = 'certain' | 'possible' | 'impossible'

export function leftInTopic({ records, read }: { records: number; read: number }): number {
  return records
}

export function offsetToCommit({ lastDone }: { lastDone: number }): number {
  return lastDone + 1
}

export function recordsAtOffset({ lengths, offset }: { lengths: number[]; offset: number }): number {
  let count = 0
  for (const length of lengths) {
    if (offset < length) count++
  }
  return count
}

export function shareAPartition({ shops, partitions }: { shops: number; partitions: number }): Likelihood {
  if (shops === 1) return 'impossible'
  if (shops > partitions) return 'certain'
  return 'possible'
}

export function readInOrder({ first, second }: { first: number; second: number }): Likelihood {
  return first === second ? 'certain' : 'possible'
}

export function readByGroups({ records, groups }: { records: number; groups: number }): number {
  return groups * records
}

export function handledByGroup({ records, workers }: { records: number; partitions: number; workers: number }): number {
  return records * workers
}

export function idleWorkers({ partitions, workers }: { partitions: number; workers: number }): number {
  return workers > partitions ? workers - partitions : 0
}

export function whereOffsetsAreKept({ offset }: { offset: number }): 'topic' | 'zookeeper' | 'consumer' {
  return 'topic'
}
