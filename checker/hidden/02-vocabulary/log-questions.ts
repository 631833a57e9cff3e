import { partitionFor } from '#grading'
import { type Lab, type Question, counted, numbered, offsets, table } from './question.ts'

/** Questions about one topic: what lies in it, where, and in which order. */

export const leftInTopic: Question<{ records: number; read: number }> = {
  name: 'leftInTopic',
  asks: 'says how many records are left in a topic when a group has read some',
  belief: 'reading-removes-records',
  draw: (random) => {
    const all = random.integer(5, 9)
    return [
      { records: random.integer(20, 40), read: random.integer(6, 15) },
      { records: all, read: all },
    ]
  },
  partitions: () => 1,
  async experiment({ shop, topic, group }, { records, read }) {
    await shop.write(topic, 0, numbered(records))
    await using workers = await shop.joinGroup(group(1), topic, 1)
    const done = (await workers.members[0]?.work(read)) ?? []
    const [committed, there] = await Promise.all([shop.committed(group(1), topic), shop.read(topic)])
    const picture = table([
      ['the group read', offsets(0, done.length), `and committed ${committed[0]}`],
      [
        'in the topic now',
        offsets(there[0]?.offset ?? 0n, (there.at(-1)?.offset ?? -1n) + 1n),
        counted(there.length, 'record'),
      ],
    ])
    return { answer: there.length, picture }
  },
  promised: ({ records }) => records,
  followsFrom: ({ records, read }, answer) =>
    typeof answer === 'number' && answer < records ? { records, read, answered: answer } : undefined,
}

export const offsetToCommit: Question<{ lastDone: number }> = {
  name: 'offsetToCommit',
  asks: 'says which offset a worker commits when it has done a record',
  belief: 'commit-off-by-one',
  draw: (random) => [{ lastDone: random.integer(10, 40) }, { lastDone: 0 }],
  partitions: () => 1,
  async experiment(lab, { lastDone }) {
    await lab.shop.write(lab.topic, 0, numbered(lastDone + 3))
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
      ? { done: lastDone, committed: lastDone, effect: `offset ${lastDone} is done twice` }
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

export const recordsAtOffset: Question<{ lengths: number[]; offset: number }> = {
  name: 'recordsAtOffset',
  asks: 'says how many records of a topic have a given offset',
  belief: 'offsets-are-global',
  draw: (random) => {
    const offset = random.integer(3, 6)
    const long = () => random.integer(offset + 1, offset + 5)
    const short = () => random.integer(1, offset)
    const lengths = random.shuffle([long(), long(), short()])
    return [
      { lengths, offset },
      { lengths: [short(), short(), short()].map((length) => length + 1), offset: offset + 2 },
    ]
  },
  partitions: ({ lengths }) => lengths.length,
  async experiment({ shop, topic }, { lengths, offset }) {
    await Promise.all(lengths.map((length, partition) => shop.write(topic, partition, numbered(length))))
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

export const readInOrder: Question<{ first: number; second: number }> = {
  name: 'readInOrder',
  asks: 'says whether two records are read in the order in which they were sent',
  belief: 'order-holds-across-partitions',
  draw: (random) => {
    const [first = 0, second = 1] = random.shuffle([0, 1, 2])
    return [
      { first, second },
      { first, second: first },
    ]
  },
  partitions: () => 3,
  async experiment({ shop, topic }, { first, second }) {
    const sent = [...shop.random.shuffle([0, 1, 2]), first, second]
    // One after the other: each is acknowledged before the next is sent.
    for (const [number, partition] of sent.entries()) await shop.write(topic, partition, numbered(1, number + 1))
    const records = await shop.read(topic)
    // Whoever reads all three partitions gets each in order; which of them first is up to chance. Here, both ends of it.
    const readings = [
      [0, 1, 2],
      [2, 1, 0],
    ].map((order) =>
      order.map((partition) => records.filter((one) => one.partition === partition).map(({ value }) => Number(value))),
    )
    const inOrder = readings.map(
      (reading) => reading.flat().indexOf(sent.length - 1) < reading.flat().indexOf(sent.length),
    )
    const answer = inOrder.every(Boolean) ? 'certain' : inOrder.some(Boolean) ? 'possible' : 'impossible'
    const picture = table([
      ['sent', sent.map((partition, number) => `${number + 1} to p${partition}`).join(', ')],
      ...readings.map((reading, number) => [`reading ${number + 1}`, reading.map((own) => own.join(' ')).join(' | ')]),
      ['asked', `${sent.length - 1} before ${sent.length}?`],
    ])
    return { answer, picture }
  },
  promised: ({ first, second }) => (first === second ? 'certain' : 'possible'),
  followsFrom: ({ first, second }, answer) =>
    first !== second && answer === 'certain' ? { first, second } : undefined,
}

/** Enough for each number of partitions that is drawn to find shops that share and shops that do not. */
const TOWNS = [
  'Brussels',
  'Charleroi',
  'Antwerp',
  'Ghent',
  'Namur',
  'Bruges',
  'Leuven',
  'Mons',
  'Ostend',
  'Hasselt',
  'Arlon',
  'Dinant',
]

export const shareAPartition: Question<{ shops: number; partitions: number }> = {
  name: 'shareAPartition',
  asks: 'says whether two shops may share a partition',
  belief: 'one-partition-per-key',
  draw: (random) => {
    const partitions = random.integer(3, 4)
    return [
      { shops: random.integer(2, partitions), partitions },
      { shops: partitions + 1, partitions },
      { shops: 1, partitions },
    ]
  },
  partitions: ({ partitions }) => partitions,
  async experiment({ shop, topic }, { shops, partitions }) {
    const towns = shop.random.shuffle(TOWNS)
    const chains = [crowded(towns, shops, partitions), spread(towns, shops, partitions)]
    for (const key of new Set(chains.flat()))
      await shop.write(topic, partitionOf(key, partitions), [{ key, value: '' }])
    const records = await shop.read(topic)
    const places = chains.map((chain) =>
      Array.from({ length: partitions }, (_, partition) =>
        records.flatMap(({ key, partition: at }) =>
          at === partition && chain.includes(String(key)) ? String(key) : [],
        ),
      ),
    )
    const shares = places.map((chain) => chain.some((keys) => keys.length > 1))
    const answer = shares.every(Boolean) ? 'certain' : shares.some(Boolean) ? 'possible' : 'impossible'
    const rows = Array.from({ length: partitions }, (_, partition) => [
      `p${partition}`,
      ...places.map((chain) => chain[partition]?.join(', ') || '-'),
    ])
    const partition = places[0]?.findIndex((keys) => keys.length > 1) ?? -1
    return {
      answer,
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
