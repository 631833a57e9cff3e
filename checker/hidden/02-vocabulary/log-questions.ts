import { type Shop, counted, partitionFor } from '#grading'
import { type Ground, type Lab, type Question, numbered, offsets, table } from './question.ts'

/** Questions about one topic: what lies in it, where, and in which order. */

/** Records on a single partition, for whoever comes to read. */
export const waiting: Ground<{ records: number }> = {
  topic: 'waiting',
  draw: (random) => ({ records: random.integer(24, 40) }),
  partitions: () => 1,
  fill: async (shop, topic, { records }) => void (await shop.write(topic, 0, numbered(records))),
}

export const leftInTopic: Question<{ records: number; read: number }, { records: number }> = {
  name: 'leftInTopic',
  asks: 'says how many records are left in a topic when a group has read some',
  belief: 'reading-removes-records',
  ground: waiting,
  draw: (random, { records }) => [
    { records, read: random.integer(6, 20) },
    { records, read: records },
  ],
  async experiment({ shop, topic, group }, { read }) {
    await using workers = await shop.joinGroup(group(1), topic, 1)
    const done = (await workers.members[0]?.work(read)) ?? []
    const [committed, there] = await Promise.all([shop.committed(group(1), topic), shop.read(topic)])
    const next = (there.at(-1)?.offset ?? -1n) + 1n
    const picture = table([
      ['the group read', offsets(0, done.length), `and committed ${committed[0]}`],
      ['in the topic now', offsets(there[0]?.offset ?? 0n, next), counted(there.length, 'record')],
    ])
    return { answer: there.length, picture }
  },
  promised: ({ records }) => records,
  followsFrom: ({ records, read }, answer) =>
    typeof answer === 'number' && answer < records ? { records, read, answered: answer } : undefined,
}

export const offsetToCommit: Question<{ lastDone: number }, { records: number }> = {
  name: 'offsetToCommit',
  asks: 'says which offset a worker commits when it has done a record',
  belief: 'commit-off-by-one',
  ground: waiting,
  draw: (random, { records }) => [{ lastDone: random.integer(10, records - 3) }, { lastDone: 0 }],
  async experiment(lab, { lastDone }) {
    const tried = [lastDone, lastDone + 1, lastDone + 2]
    const begun = await Promise.all(tried.map((offset, number) => beginsAt(lab, lab.group(number), offset)))
    const effects = begun.map((offset) => {
      if (offset <= lastDone) return `does ${offset} again`
      return offset === lastDone + 1 ? 'nothing twice, nothing missed' : `nobody does ${lastDone + 1}`
    })
    const rows = tried.map((offset, at) => [`${offset} committed`, `next begins at ${begun[at]}`, effects[at] ?? ''])
    return { answer: tried[begun.indexOf(lastDone + 1)], picture: table(rows) }
  },
  promised: ({ lastDone }) => lastDone + 1,
  followsFrom: ({ lastDone }, answer) =>
    answer === lastDone
      ? { done: lastDone, committed: lastDone, next: lastDone + 1, effect: 'the next worker does that record again' }
      : undefined,
}

/** A worker commits and leaves; gives back the offset at which the next one begins. */
async function beginsAt({ shop, topic }: Lab, group: string, committed: number): Promise<number> {
  const first = await shop.joinGroup(group, topic, 1)
  await first.members[0]?.commit(0, BigInt(committed))
  await first[Symbol.asyncDispose]()
  await using next = await shop.joinGroup(group, topic, 1)
  const [record] = (await next.members[0]?.work(1)) ?? []
  return Number(record?.offset)
}

/** Partitions of several lengths. At least two have a record at `offset`, and one has none. */
const uneven: Ground<{ lengths: number[]; offset: number }> = {
  topic: 'uneven',
  draw: (random) => {
    const offset = random.integer(3, 6)
    const long = () => random.integer(offset + 1, offset + 5)
    return { lengths: random.shuffle([long(), long(), random.integer(1, offset)]), offset }
  },
  partitions: ({ lengths }) => lengths.length,
  fill: async (shop, topic, { lengths }) => {
    await Promise.all(lengths.map((length, partition) => shop.write(topic, partition, numbered(length))))
  },
}

export const recordsAtOffset: Question<{ lengths: number[]; offset: number }, { lengths: number[]; offset: number }> = {
  name: 'recordsAtOffset',
  asks: 'says how many records of a topic have a given offset',
  belief: 'offsets-are-global',
  ground: uneven,
  draw: (_, { lengths, offset }) => [
    { lengths, offset },
    // The topic has so many records, and no partition has.
    { lengths, offset: Math.max(...lengths) },
  ],
  async experiment({ shop, topic }, { lengths, offset }) {
    const records = await shop.read(topic)
    const rows = lengths.map((_, partition) => {
      const own = records.filter((record) => record.partition === partition)
      const has = own.some((record) => record.offset === BigInt(offset))
      return [`partition ${partition}`, offsets(0, own.length), has ? `one of them ${offset}` : `no ${offset}`]
    })
    return { answer: records.filter((record) => record.offset === BigInt(offset)).length, picture: table(rows) }
  },
  promised: ({ lengths, offset }) => lengths.filter((length) => length > offset).length,
  followsFrom: ({ lengths, offset }, answer, shown) =>
    answer === 1 ? { offset, partitions: lengths.length, shown: Number(shown.answer) } : undefined,
}

/** The partitions of records that are sent one after the other, each when the one before it is acknowledged; their values count from 1. */
const sequence: Ground<{ sent: number[] }> = {
  topic: 'sequence',
  draw: (random) => {
    const [first = 0, second = 1, third = 2] = random.shuffle([0, 1, 2])
    return { sent: [...random.shuffle([first, second, third]), first, second, second] }
  },
  partitions: () => 3,
  fill: async (shop, topic, { sent }) => {
    for (const [number, partition] of sent.entries()) await shop.write(topic, partition, numbered(1, number + 1))
  },
}

export const readInOrder: Question<{ first: number; second: number }, { sent: number[] }> = {
  name: 'readInOrder',
  asks: 'says whether two records are read in the order in which they were sent',
  belief: 'order-holds-across-partitions',
  ground: sequence,
  draw: (_, { sent }) => {
    const [first = 0, second = 0, third = 0] = sent.slice(-3)
    return [
      { first, second },
      { first: second, second: third },
    ]
  },
  async experiment({ shop, topic, layout: { sent } }, { first, second }) {
    const earlier = sent.findLastIndex((partition, at) => partition === first && sent[at + 1] === second) + 1
    const records = await shop.read(topic)
    // Whoever reads all three partitions gets each in order; which of them first is up to chance. Here, both ends of it.
    const readings = [
      [0, 1, 2],
      [2, 1, 0],
    ].map((order) =>
      order.map((partition) => records.filter((one) => one.partition === partition).map(({ value }) => Number(value))),
    )
    const inOrder = readings.map((reading) => reading.flat().indexOf(earlier) < reading.flat().indexOf(earlier + 1))
    const picture = table([
      ['sent', sent.map((partition, number) => `${number + 1} to p${partition}`).join(', ')],
      ...readings.map((reading, number) => [`reading ${number + 1}`, reading.map((own) => own.join(' ')).join(' | ')]),
      ['asked', `${earlier} before ${earlier + 1}?`],
    ])
    return { answer: likelihood(inOrder), picture }
  },
  promised: ({ first, second }) => (first === second ? 'certain' : 'possible'),
  followsFrom: ({ first, second }, answer) =>
    first !== second && answer === 'certain' ? { first, second } : undefined,
}

const TOWNS = ['Brussels', 'Charleroi', 'Antwerp', 'Ghent', 'Namur', 'Bruges', 'Leuven', 'Mons', 'Ostend', 'Hasselt']

/** A record of each of many shops, keyed by its name. */
const shopsByKey: Ground<{ partitions: number; towns: string[] }> = {
  topic: 'shops-by-key',
  draw: (random) => ({ partitions: random.integer(3, 4), towns: random.shuffle(TOWNS) }),
  partitions: ({ partitions }) => partitions,
  fill: async (shop, topic, { partitions, towns }) => {
    await Promise.all(Array.from({ length: partitions }, (_, partition) => writeTo(shop, topic, partition)))
    async function writeTo(at: Shop, name: string, partition: number): Promise<void> {
      const own = towns.filter((town) => partitionOf(town, partitions) === partition)
      if (own.length > 0)
        await at.write(
          name,
          partition,
          own.map((key) => ({ key, value: 'a purchase' })),
        )
    }
  },
}

export const shareAPartition: Question<{ shops: number; partitions: number }, { partitions: number; towns: string[] }> =
  {
    name: 'shareAPartition',
    asks: 'says whether two shops may share a partition',
    belief: 'one-partition-per-key',
    ground: shopsByKey,
    draw: (random, { partitions }) => [
      { shops: random.integer(2, partitions - 1), partitions },
      // One each is possible still: more than there are partitions is another matter than as many.
      { shops: partitions, partitions },
      { shops: partitions + 1, partitions },
      { shops: 1, partitions },
    ],
    async experiment({ shop, topic, layout: { towns } }, { shops, partitions }) {
      const records = await shop.read(topic)
      const places = [crowded(towns, shops, partitions), spread(towns, shops, partitions)].map((chain) =>
        Array.from({ length: partitions }, (_, partition) => {
          const there = records.filter((record) => record.partition === partition).map(({ key }) => String(key))
          return chain.filter((town) => there.includes(town))
        }),
      )
      const shares = places.map((chain) => chain.some((keys) => keys.length > 1))
      const rows = Array.from({ length: partitions }, (_, partition) => [
        `p${partition}`,
        ...places.map((chain) => chain[partition]?.join(', ') || '-'),
      ])
      const partition = places[0]?.findIndex((keys) => keys.length > 1) ?? -1
      return {
        answer: likelihood(shares),
        picture: table([['', 'one chain', 'another'], ...rows]),
        facts: { together: (places[0]?.[partition] ?? []).join(' and '), partition },
      }
    },
    promised: ({ shops, partitions }) => (shops > partitions ? 'certain' : shops > 1 ? 'possible' : 'impossible'),
    followsFrom: ({ shops, partitions }, answer, { facts }) =>
      shops > 1 && answer === 'impossible' ? { shops, partitions, ...facts } : undefined,
  }

function partitionOf(key: string, partitions: number): number {
  return partitionFor(Buffer.from(key), partitions)
}

/** So many towns, two of them on one partition where there are two. */
function crowded(towns: readonly string[], count: number, partitions: number): string[] {
  const beside = (town: string) =>
    towns.filter((other) => other !== town && partitionOf(other, partitions) === partitionOf(town, partitions))
  const pair = towns.flatMap((town) => beside(town).map((other) => [town, other]))[0] ?? []
  return [...pair, ...towns.filter((town) => !pair.includes(town))].slice(0, count)
}

/** So many towns, on as many partitions as can be. */
function spread(towns: readonly string[], count: number, partitions: number): string[] {
  const places = towns.map((town) => partitionOf(town, partitions))
  const alone = towns.filter((_, index) => places.indexOf(places[index] ?? -1) === index)
  return [...alone, ...towns.filter((town) => !alone.includes(town))].slice(0, count)
}

/** What may be said of something that happened, or did not, in each of several trials that go as differently as can be. */
function likelihood(trials: readonly boolean[]): 'certain' | 'possible' | 'impossible' {
  if (trials.every(Boolean)) return 'certain'
  return trials.some(Boolean) ? 'possible' : 'impossible'
}
