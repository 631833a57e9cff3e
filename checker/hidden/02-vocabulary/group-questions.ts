import { type GroupMember, OFFSETS_TOPIC, type Shop, commitsFromNow, counted } from '#grading'
import { waiting } from './log-questions.ts'
import { type Ground, type Question, numbered, table } from './question.ts'

/** Questions about who reads, and about who remembers how far. */

export const readByGroups: Question<{ records: number; groups: number }, { records: number }> = {
  name: 'readByGroups',
  asks: 'says how many records several groups read in all',
  belief: 'two-groups-share',
  ground: waiting,
  draw: (random, { records }) => [
    { records, groups: 2 },
    { records, groups: random.integer(3, 4) },
  ],
  async experiment({ shop, topic, group }, { records, groups }) {
    const read = await Promise.all(
      Array.from({ length: groups }, async (_, number) => {
        await using workers = await shop.joinGroup(group(number), topic, 1)
        return (await workers.members[0]?.work())?.length ?? 0
      }),
    )
    const rows = read.map((count, number) => [`group ${number + 1}`, `read ${counted(count, 'record')} of ${records}`])
    return { answer: sum(read), picture: table(rows) }
  },
  promised: ({ records, groups }) => records * groups,
  followsFrom: ({ records, groups }, answer) =>
    typeof answer === 'number' && answer < records * groups ? { records, groups, answered: answer } : undefined,
}

/** Records dealt out over partitions, for workers to divide. */
const dealtOut: Ground<{ records: number; partitions: number }> = {
  topic: 'dealt-out',
  draw: (random) => ({ records: random.integer(20, 40), partitions: random.integer(3, 4) }),
  partitions: ({ partitions }) => partitions,
  fill: async (shop, topic, { records, partitions }) => {
    const shares = Array.from({ length: partitions }, (_, partition) => Math.ceil((records - partition) / partitions))
    await Promise.all(shares.map((share, partition) => shop.write(topic, partition, numbered(share))))
  },
}

export const handledByGroup: Question<
  { records: number; partitions: number; workers: number },
  { records: number; partitions: number }
> = {
  name: 'handledByGroup',
  asks: 'says how often records are handled by several workers of one group',
  belief: 'one-group-broadcasts',
  ground: dealtOut,
  draw: (random, layout) => [
    { ...layout, workers: 2 },
    { ...layout, workers: random.integer(3, layout.partitions) },
  ],
  async experiment(lab, { workers }) {
    await using group = await lab.shop.joinGroup(lab.group(1), lab.topic, workers)
    const handled = await Promise.all(group.members.map(async (member) => (await member.work()).length))
    const rows = group.members.map((member, at) => [
      ...row(member, at),
      `handled ${counted(handled[at] ?? 0, 'record')}`,
    ])
    return { answer: sum(handled), picture: table(rows) }
  },
  promised: ({ records }) => records,
  followsFrom: ({ records, workers }, answer) =>
    typeof answer === 'number' && answer > records ? { records, workers, answered: answer } : undefined,
}

export const idleWorkers: Question<{ partitions: number; workers: number }, { partitions: number }> = {
  name: 'idleWorkers',
  asks: 'says how many workers of a group have nothing to do',
  belief: 'more-workers-than-partitions',
  ground: dealtOut,
  draw: (random, { partitions }) => [
    { partitions, workers: partitions + random.integer(1, 2) },
    { partitions, workers: partitions - 1 },
  ],
  async experiment({ shop, topic, group }, { workers }) {
    await using joined = await shop.joinGroup(group(1), topic, workers)
    const idle = joined.members.filter((member) => member.partitions.length === 0).length
    return { answer: idle, picture: table(joined.members.map(row)) }
  },
  promised: ({ partitions, workers }) => Math.max(0, workers - partitions),
  followsFrom: ({ partitions, workers }, answer) =>
    workers > partitions && typeof answer === 'number' && answer < workers - partitions
      ? { partitions, workers, idle: workers - partitions }
      : undefined,
}

export const whereOffsetsAreKept: Question<{ offset: number }, { records: number }> = {
  name: 'whereOffsetsAreKept',
  asks: 'says who keeps the offsets that a group has committed',
  belief: 'zookeeper-holds-offsets',
  ground: waiting,
  draw: (random, { records }) => [{ offset: random.integer(3, records) }],
  async experiment({ shop, topic, group }, { offset }) {
    const commits = await watched(shop, shop.group(group(1)))
    const workers = await shop.joinGroup(group(1), topic, 1)
    await workers.members[0]?.work(offset)
    await workers[Symbol.asyncDispose]()
    const [record] = (await commits?.()) ?? []
    const kept = await shop.committed(group(1), topic)
    const rows = [
      ['a worker committed', `offset ${offset} of partition 0, and left`],
      ['asked later', `a broker gave back ${kept[0]}`],
      ...(record
        ? [[OFFSETS_TOPIC, `record ${record.at.offset} of partition ${record.at.partition}: ${record.committed}`]]
        : []),
    ]
    // Where strangers may not read that topic, a broker's answer has to do.
    const found = commits ? record?.committed : kept[0]
    return { answer: found === BigInt(offset) ? 'topic' : 'nowhere', picture: table(rows) }
  },
  promised: () => 'topic',
  followsFrom: ({ offset }, answer) => (answer === 'zookeeper' ? { offset } : undefined),
}

/** Undefined where the cluster keeps strangers from its own topics. */
async function watched(shop: Shop, group: string) {
  return commitsFromNow(shop.cluster, group).catch(() => undefined)
}

function row({ partitions }: GroupMember, at: number): string[] {
  const names = partitions.join(', ')
  const given = partitions.length === 0 ? 'no partition' : `partition${partitions.length > 1 ? 's' : ''} ${names}`
  return [`worker ${at + 1}`, given]
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
