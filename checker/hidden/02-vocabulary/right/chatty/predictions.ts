/** Thinks aloud, keeps what it has thought, and uses the given code for nothing. */
import { kafka } from '#shop'

const thoughts = new Map<string, unknown>()

function think<T>(question: string, answer: T): T {
  thoughts.set(question, answer)
  console.log(`${thoughts.size}. ${question}: ${String(answer)}`)
  return answer
}

export function leftInTopic(scenario: { records: number; read: number }): number {
  return think('left', scenario.records)
}
export function offsetToCommit(scenario: { lastDone: number }): number {
  return think('next', scenario.lastDone + 1)
}
export function recordsAtOffset({ lengths, offset }: { lengths: number[]; offset: number }): number {
  return think('at', lengths.filter((length) => length - 1 >= offset).length)
}
export function shareAPartition({ shops, partitions }: { shops: number; partitions: number }): string {
  switch (true) {
    case shops <= 1:
      return think('share', 'impossible')
    case shops > partitions:
      return think('share', 'certain')
    default:
      return think('share', 'possible')
  }
}
export function readInOrder(scenario: { first: number; second: number }): string {
  return think('order', scenario.first - scenario.second === 0 ? 'certain' : 'possible')
}
export function readByGroups({ records, groups }: { records: number; groups: number }): number {
  return think('groups', records * groups)
}
export function handledByGroup({ records }: { records: number }): number {
  return think('group', records)
}
export function idleWorkers({ partitions, workers }: { partitions: number; workers: number }): number {
  return think('idle', workers - Math.min(workers, partitions))
}
export function whereOffsetsAreKept(): string {
  // The client is there and is not asked: the answer does not depend on this cluster.
  return think('where', typeof kafka === 'object' ? 'topic' : 'topic')
}
