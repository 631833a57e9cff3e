import type { EventOf, Evidence } from '../evidence/index.ts'

/** A member of a group with its partitions of one topic, as the wire saw it last. */
export interface Share {
  readonly process: string
  readonly memberId: string
  readonly partitions: readonly number[]
}

/** A group and what it shares. Names as the wire has them, with the prefix. */
export interface Shared {
  readonly group: string
  readonly topic: string
}

/**
 * Who has which partitions: the assignments of the group's newest generation, but those of members that have left since. A
 * member whose process was killed stays until somebody leaves for it, as Kafka sees it.
 */
export function sharesOf(evidence: Evidence, { group, topic }: Shared): Share[] {
  const assigned = evidence.of('assigned').filter((event) => event.group === group && event.error === 0)
  const newest = Math.max(0, ...assigned.map(({ generation }) => generation))
  return assigned.flatMap(({ generation, memberId, process, assignment, seq }) => {
    const hasLeft = evidence.of('left').some((later) => later.memberId === memberId && later.seq > seq)
    if (generation !== newest || hasLeft) return []
    const partitions = assignment.filter((one) => one.topic === topic).flatMap((one) => one.partitions)
    return [{ process, memberId, partitions }]
  })
}

/** Whether each of these processes has partitions of the topic, and all of them are somebody's. */
export function isShared(evidence: Evidence, of: Shared, processes: readonly string[], partitions: number): boolean {
  const shares = sharesOf(evidence, of)
  const owned = new Set(shares.flatMap((share) => share.partitions))
  const hasSome = (name: string) => shares.some((share) => share.process === name && share.partitions.length > 0)
  return owned.size === partitions && processes.every(hasSome)
}

/** The names of groups in which a process was ever a member. */
export function groupsOf(evidence: Evidence, process: string): string[] {
  const joined = evidence.of('joined').filter((event) => event.process === process && event.error === 0)
  return [...new Set(joined.map(({ group }) => group))]
}

/** The highest offset of a partition that a group has committed successfully; undefined where it has none. */
export function highestCommit(evidence: Evidence, of: Shared, partition: number, until = Infinity): bigint | undefined {
  const committed = evidence.of('committed').filter(({ error, seq }) => error === 0 && seq <= until)
  return highestOf(committed, of, partition)
}

/**
 * The same of what its members have asked Kafka to commit, whether it has answered or not: it answers on the connection on which
 * a Fetch may be waiting, so the answer can come a tenth of a second later.
 */
export function highestCommitAsked(evidence: Evidence, of: Shared, partition: number): bigint | undefined {
  return highestOf(evidence.of('commit-requested'), of, partition)
}

function highestOf(
  commits: readonly (EventOf<'committed'> | EventOf<'commit-requested'>)[],
  { group, topic }: Shared,
  partition: number,
): bigint | undefined {
  const offsets = commits
    .filter((event) => event.group === group && event.topic === topic && event.partition === partition)
    .map(({ offset }) => offset)
  return offsets.reduce<bigint | undefined>(
    (highest, one) => (highest === undefined || one > highest ? one : highest),
    undefined,
  )
}
