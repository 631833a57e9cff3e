import { type Program, type Shop, type Workers } from '#grading'

/** From its start until it has ended by itself: starting takes a tenth of it on a slow machine. */
const END_LIMIT_MS = 15_000
/** A program that has slept for so long with all its answers in hand will not end: a busy machine keeps it from sleeping. */
const LINGER_MS = 2_000
/** kafkajs commits in the moment in which it is a member: worth waiting for, since a commit tells more than a join. */
const COMMIT_LIMIT_MS = 1_000

/** What a scene lays into one partition of `purchases`, and how far the group `receipts` has come there. */
interface Plan {
  /** Offsets 0 to `records − 1` were written. */
  readonly records: number
  /** Of these so many were deleted, the oldest first. */
  readonly deleted: number
  /** The committed offset; null: none. */
  readonly committed: number | null
}

/** What is true, as the broker says it before the program asks. */
export interface Truth {
  /** Topics of the shop, and those that Kafka keeps for itself. */
  readonly topics: number
  readonly internal: readonly string[]
  readonly partitions: readonly PartitionTruth[]
  readonly records: number
  readonly members: number
}

export interface PartitionTruth {
  readonly partition: number
  readonly leader: number
  readonly earliest: bigint
  readonly latest: bigint
  /** Null: the group has committed nothing here. */
  readonly lag: number | null
}

/** What the tests of part 1 look at. */
export interface InspectPlay {
  readonly program: Program
  readonly truth: Truth
  /** Connections that it still had when it was given up on; 0 when it ended. */
  readonly open: number
}

/** Retention has been at work, and the group has gone home: it has not begun everywhere. */
export async function groupAtRest(shop: Shop): Promise<InspectPlay> {
  const { random } = shop
  const whole = random.integer(4, 8)
  const gone = random.integer(3, 6)
  const plans = random.shuffle<Plan>([
    { records: random.integer(14, 20), deleted: random.integer(3, 6), committed: random.integer(8, 12) },
    { records: random.integer(5, 9), deleted: 0, committed: null },
    { records: whole, deleted: 0, committed: whole },
    { records: gone, deleted: gone, committed: null },
  ])
  return look(shop, plans, { members: 0 })
}

/** Workers are members of the group while the program looks. */
export async function groupAtWork(shop: Shop): Promise<InspectPlay> {
  const { random } = shop
  const members = random.integer(2, 3)
  const plans = random.shuffle<Plan>([
    { records: random.integer(9, 14), deleted: random.integer(1, 3), committed: random.integer(4, 8) },
    { records: random.integer(5, 9), deleted: 0, committed: random.integer(1, 5) },
    { records: random.integer(5, 9), deleted: 0, committed: null },
  ])
  return look(shop, plans, { members })
}

/** Nothing has been sent yet, and nobody has ever read. */
export async function nothingYet(shop: Shop): Promise<InspectPlay> {
  const plans = Array.from({ length: shop.random.integer(2, 3) }, () => ({ records: 0, deleted: 0, committed: null }))
  return look(shop, plans, { members: 0 })
}

/** Beside `purchases` the shop has topics that nobody asks about. */
async function layOut(shop: Shop, plans: readonly Plan[]): Promise<void> {
  const others = shop.random.shuffle(['food', 'home-products', 'receipts', 'returns'])
  const topics = others.slice(0, shop.random.integer(1, 2)).map((name): [string, number] => [name, 1])
  await shop.createTopics({ purchases: plans.length, ...Object.fromEntries(topics) })
  await Promise.all(
    plans.map(async ({ records, deleted }, partition) => {
      if (records === 0) return
      const purchases = shop.purchases(records).map((purchase) => ({ value: JSON.stringify(purchase) }))
      await shop.write('purchases', partition, purchases)
      if (deleted > 0) await shop.cluster.deleteRecords(shop.topic('purchases'), partition, BigInt(deleted))
    }),
  )
}

async function commit({ members }: Workers, plans: readonly Plan[]): Promise<void> {
  const owned = members.flatMap((member) => member.partitions.map((partition) => ({ member, partition })))
  for (const { member, partition } of owned) {
    const offset = plans[partition]?.committed ?? null
    if (offset !== null) await member.commit(partition, BigInt(offset))
  }
}

async function truthOf(shop: Shop, members: number): Promise<Truth> {
  const topic = shop.topic('purchases')
  const { cluster } = shop
  const [metadata, earliest, latest, committed, internal] = await Promise.all([
    cluster.known.metadata([topic]),
    cluster.earliestOffsets(topic),
    cluster.latestOffsets(topic),
    shop.committed('receipts', 'purchases'),
    cluster.internalTopics(),
  ])
  const partitions = latest.map((end, partition): PartitionTruth => {
    const offset = committed[partition] ?? null
    return {
      partition,
      leader: metadata.topics[0]?.partitions.find(({ index }) => index === partition)?.leader ?? -1,
      earliest: earliest[partition] ?? 0n,
      latest: end,
      lag: offset === null ? null : Number(end - offset),
    }
  })
  const records = partitions.reduce((sum, one) => sum + Number(one.latest - one.earliest), 0)
  return { topics: shop.topics.length, internal, partitions, records, members }
}

/** Lets the program look at a group that has done what `plans` say, with so many members left. */
async function look(shop: Shop, plans: readonly Plan[], { members }: { members: number }): Promise<InspectPlay> {
  const found: { truth?: Truth } = {}
  shop.prepare(async () => {
    await layOut(shop, plans)
    if (plans.some(({ committed }) => committed !== null)) {
      const workers = await shop.joinGroup('receipts', 'purchases', Math.max(members, 1))
      await commit(workers, plans)
      if (members === 0) await workers[Symbol.asyncDispose]()
    }
    found.truth = await truthOf(shop, members)
  })
  const program = await shop.start('inspect.ts', { args: ['purchases', 'receipts'] })
  await watch(shop, program)
  const open = program.exit ? 0 : shop.wire.openConnections(program.name)
  return { program, truth: found.truth as Truth, open }
}

/** Until it has ended, has changed what it looks at, or has said everything and nothing moves any more. */
async function watch(shop: Shop, program: Program): Promise<void> {
  const asked = (api: string) => shop.evidence.of('requested').some((event) => event.api === api)
  const said = () => typeof program.lastJson === 'object' && shop.wire.inFlight(program.name) === 0
  await shop.until(() => program.exit !== undefined || asked('JoinGroup') || asked('OffsetCommit') || said(), {
    limitMs: END_LIMIT_MS,
  })
  if (asked('JoinGroup')) await shop.until(() => asked('OffsetCommit'), { limitMs: COMMIT_LIMIT_MS })
  else await program.endUnlessIdle({ idleMs: LINGER_MS, limitMs: END_LIMIT_MS })
}
