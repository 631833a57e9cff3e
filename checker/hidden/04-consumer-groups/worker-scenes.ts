import { type Program, type Shop, killAndExpel, startCopies, untilCaughtUp, untilDone, untilShared } from '#grading'
import { type Day, type Lane, PARTITIONS, PROBE, drawDay, dutyOf, writeLanes } from './day.ts'
import { type Probe, probe } from './probe.ts'

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
}

/** Two workers share a day's purchases; one credit takes a while. */
export async function twoWorkers(shop: Shop): Promise<CrewPlay> {
  const { day, workers, isShared } = await startCrew(shop)
  const { release, ...seen } = await probe(shop, day)
  await release()
  await untilCaughtUp(shop, dutyOf(day.lanes), WORK_LIMIT_MS)
  return {
    workers,
    day,
    lanes: day.lanes,
    isShared,
    probe: seen,
    committed: await shop.committed('loyalty', 'purchases'),
  }
}

/** One of two workers dies with a credit in hand, and the service is down for a moment when the other takes over. */
export async function oneDies(shop: Shop): Promise<CrewPlay> {
  const { day, workers, isShared } = await startCrew(shop)
  const { release, ...seen } = await probe(shop, day)
  const owner = workers.find(({ name }) => name === seen.owner)
  if (owner) await killAndExpel(shop, owner)
  shop.loyalty.faults.down({ when: ({ purchaseId }) => purchaseId === seen.held.id, times: 1 })
  await release()
  await untilCaughtUp(shop, dutyOf(day.lanes), WORK_LIMIT_MS)
  return {
    workers,
    day,
    lanes: day.lanes,
    isShared,
    probe: seen,
    committed: await shop.committed('loyalty', 'purchases'),
  }
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
  return {
    ...{ program, again, lanes, partition: probed, lane, inHand, exit },
    committed: await shop.committed('loyalty', 'purchases'),
  }
}
