import type { Program } from '#grading'

/** What a program says of one partition, each value as it wrote it. */
export interface ToldPartition {
  readonly leader: unknown
  readonly earliest: unknown
  readonly latest: unknown
  readonly lag: unknown
}

/** The last line of a program, read with goodwill: an offset may be a number or its digits. */
export interface Told {
  readonly topics: unknown
  readonly records: unknown
  readonly members: unknown
  /** By partition. */
  readonly partitions: ReadonlyMap<number, ToldPartition>
}

export function printed({ lastJson }: Program): Told {
  const { topics, records, members, partitions } = fieldsOf(lastJson)
  const list = Array.isArray(partitions) ? partitions.map(fieldsOf) : []
  return {
    topics: asNumber(topics),
    records: asNumber(records),
    members: asNumber(members),
    partitions: new Map(
      list.map(({ partition, leader, earliest, latest, lag }) => [
        Number(partition),
        { leader: asNumber(leader), earliest: asNumber(earliest), latest: asNumber(latest), lag: asNumber(lag) },
      ]),
    ),
  }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function asNumber(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value
}
