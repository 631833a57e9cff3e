import { type Program, type Shop, killAndExpel, startCopies, untilCaughtUp, untilDone, untilShared } from '#grading'
import { type Day, type Lane, PARTITIONS, PROBE, drawDay, dutyOf, writeLanes } from './day.ts'
import { type Probe, probe, unprobed } from './probe.ts'

/** Until what was asked for is done: a tenth of it on a slow machine. */
const WORK_LIMIT_MS = 15_000
/** Until a program that was asked to stop waits for the credit in hand: below the 5 s in which it has to be gone. */
const STOPPING_LIMIT_MS = 2_000

/** Two workers of the group `loyalty`, what they were given and how far they came. */
export interface CrewPlay {
  readonly workers: readonly Program[]
  readonly day: Day
  readonly lanes: readonly Lane[]
  /** Whether both had partitions of `purchases`, and together all. */
  readonly isShared: boolean
  readonly probe: Probe
  /** Committed offsets of `purchases` at the end. */
  readonly committed: readonly (bigint | null)[]
  /** Topics of names that nobody has given. */
  readonly strays: readonly string[]
}

/** Two workers share a day's purchases; one credit takes a while. */
export async function twoWorkers(shop: Shop): Promise<CrewPlay> {
  return crewPlay(shop, () => Promise.resolve())
}

/** One of two workers dies with a credit in hand, and the service is down for a moment when the other takes over. */
export async function oneDies(shop: Shop): Promise<CrewPlay> {
  return crewPlay(shop, async ({ held, owner }, workers) => {
    const victim = workers.find(({ name }) => name === owner)
    if (victim) await killAndExpel(shop, victim)
    shop.loyalty.faults.down({ when: ({ purchaseId }) => purchaseId === held.id, times: 1 })
  })
}

/** `meanwhile`: what happens while the credits of a partition are held. Workers that do not share are not looked at any further. */
async function crewPlay(
  shop: Shop,
  meanwhile: (probe: Probe, workers: readonly Program[]) => Promise<void>,
): Promise<CrewPlay> {
  const { day, workers, isShared } = await startCrew(shop)
  let seen = unprobed(day)
  if (isShared) {
    const { release, ...probed } = await probe(shop, day)
    seen = probed
    await meanwhile(seen, workers)
    await release()
    await untilCaughtUp(shop, dutyOf(day.lanes), WORK_LIMIT_MS)
    await end(workers)
  }
  return { workers, day, lanes: day.lanes, isShared, probe: seen, ...(await traces(shop)) }
}

/** What is left on the broker at the end. */
async function traces(shop: Shop): Promise<Pick<CrewPlay, 'committed' | 'strays'>> {
  const [committed, strays] = await Promise.all([shop.committed('loyalty', 'purchases'), shop.strayTopics()])
  return { committed, strays }
}

/** They would take time from the other scenes. */
async function end(programs: readonly Program[]): Promise<void> {
  await Promise.all(programs.filter(({ running }) => running).map((program) => program.killHard()))
}

async function startCrew(shop: Shop) {
  const day = drawDay(shop)
  shop.prepare(() => shop.createTopic('purchases', { partitions: PARTITIONS }))
  const workers = await startCopies(shop, 'worker.ts', 2)
  const isShared = await untilShared(shop, workers, {
    ...{ group: 'loyalty', topic: 'purchases', partitions: PARTITIONS },
    limitMs: WORK_LIMIT_MS,
  })
  return { day, workers, isShared }
}

/** A worker that was stopped with a credit in hand, and the one that was started after it. */
export interface StopPlay {
  readonly program: Program
  readonly again: Program
  readonly lanes: readonly Lane[]
  readonly partition: number
  readonly lane: Lane
  /** The purchase in hand when SIGTERM came; undefined when none was. */
  readonly inHand: Lane[number] | undefined
  /** How it ended; undefined when it did not. */
  readonly exit: Program['exit']
  readonly committed: readonly (bigint | null)[]
  readonly strays: readonly string[]
}

/** SIGTERM comes while a credit is in hand, the second of a customer's; then the worker is started again. */
export async function stoppedAndStarted(shop: Shop): Promise<StopPlay> {
  const { probe: bought, probed, lanes: all } = drawDay(shop)
  const lane = (all[probed] ?? []).slice(0, PROBE + 1)
  const lanes = all.map((_, partition) => (partition === probed ? lane : []))
  const second = bought[1]
  const hold = shop.loyalty.faults.holdNext({ when: ({ purchaseId }) => purchaseId === second?.id })
  shop.prepare(async () => {
    await shop.createTopic('purchases', { partitions: PARTITIONS })
    await writeLanes(shop, lanes)
  })
  const program = await shop.start('worker.ts')
  await untilDone(shop, () => hold.count > 0, { limitMs: WORK_LIMIT_MS })
  await program.waits(STOPPING_LIMIT_MS)
  const stopping = program.stop()
  await program.waits(STOPPING_LIMIT_MS)
  hold.release()
  const exit = await stopping
  await shop.wire.leaveForTheDead(program.name)
  const again = await shop.start('worker.ts', { name: 'worker-again' })
  await untilCaughtUp(shop, dutyOf(lanes), WORK_LIMIT_MS)
  await end([again])
  const inHand = hold.count > 0 ? second : undefined
  return { ...{ program, again, lanes, partition: probed, lane, inHand, exit }, ...(await traces(shop)) }
}
