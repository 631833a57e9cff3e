import { type GroupMember, OFFSETS_TOPIC, type Shop, commitsFromNow } from '#grading'
import { type Lab, type Question, counted, numbered, table } from './question.ts'

/** Questions about who reads, and about who remembers how far. */

export const readByGroups: Question<{ records: number; groups: number }> = {
  name: 'readByGroups',
  asks: 'says how many records several groups read in all',
  belief: 'two-groups-share',
  draw: (random) => [
    { records: random.integer(12, 30), groups: 2 },
    { records: random.integer(5, 11), groups: random.integer(3, 4) },
  ],
  partitions: () => 1,
  async experiment({ shop, topic, group }, { records, groups }) {
    await shop.write(topic, 0, numbered(records))
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

export const handledByGroup: Question<{ records: number; partitions: number; workers: number }> = {
  name: 'handledByGroup',
  asks: 'says how often records are handled by several workers of one group',
  belief: 'one-group-broadcasts',
  draw: (random) => {
    const partitions = random.integer(3, 5)
    return [
      { records: random.integer(20, 40), partitions, workers: random.integer(2, partitions) },
      { records: random.integer(6, 12), partitions: 2, workers: 2 },
    ]
  },
  partitions: ({ partitions }) => partitions,
  async experiment(lab, { records, partitions, workers }) {
    await writeInTurn(lab, records, partitions)
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

export const idleWorkers: Question<{ partitions: number; workers: number }> = {
  name: 'idleWorkers',
  asks: 'says how many workers of a group have nothing to do',
  belief: 'more-workers-than-partitions',
  draw: (random) => {
    const partitions = random.integer(2, 3)
    return [
      { partitions, workers: partitions + random.integer(1, 3) },
      { partitions: partitions + 1, workers: partitions },
    ]
  },
  partitions: ({ partitions }) => partitions,
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

export const whereOffsetsAreKept: Question<{ offset: number }> = {
  name: 'whereOffsetsAreKept',
  asks: 'says who keeps the offsets that a group has committed',
  belief: 'zookeeper-holds-offsets',
  draw: (random) => [{ offset: random.integer(3, 30) }],
  partitions: () => 1,
  async experiment({ shop, topic, group }, { offset }) {
    await shop.write(topic, 0, numbered(offset))
    const commits = await watched(shop, shop.group(group(1)))
    const workers = await shop.joinGroup(group(1), topic, 1)
    await workers.members[0]?.work()
    await workers[Symbol.asyncDispose]()
    const [record] = (await commits?.()) ?? []
    const kept = await shop.committed(group(1), topic)
    const rows = [
      ['a worker committed', `offset ${offset} of partition 0, and left`],
      ['asked later', `a broker gave back ${kept[0]}`],
      ...(record
        ? [[OFFSETS_TOPIC, `partition ${record.at.partition}, offset ${record.at.offset}: "${record.committed}"`]]
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

async function writeInTurn({ shop, topic }: Lab, records: number, partitions: number): Promise<void> {
  await Promise.all(
    Array.from({ length: partitions }, async (_, partition) => {
      const own = Math.ceil((records - partition) / partitions)
      if (own > 0) await shop.write(topic, partition, numbered(own))
    }),
  )
}

function row({ partitions }: GroupMember, at: number): string[] {
  const names = partitions.join(', ')
  const given = partitions.length === 0 ? 'no partition' : `partition${partitions.length > 1 ? 's' : ''} ${names}`
  return [`worker ${at + 1}`, given]
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
