import {
  type Moment,
  type Program,
  type Purchase,
  type ReadRecord,
  type Shop,
  answeredRecords,
  jsonOf,
  moments,
  untilDone,
} from '#grading'
import { type Lane, PARTITIONS, drawDay, writeLanes } from './day.ts'

/** Until what was asked for is done: a tenth of it on a slow machine. */
const WORK_LIMIT_MS = 15_000
/** Until a program waits for its copy to be acknowledged, and does nothing else. */
const WAIT_LIMIT_MS = 3_000

/** An audit beside a group `loyalty` that has done with the purchases of the morning. */
export interface AuditPlay {
  readonly program: Program
  readonly lanes: readonly Lane[]
  readonly purchases: readonly Purchase[]
  /** Of those that the group `loyalty` had done with before. */
  readonly morning: readonly Purchase[]
  /** What lies in `audit-log` at the end. */
  readonly log: readonly ReadRecord[]
  /** What lies in `purchases`. */
  readonly sold: readonly ReadRecord[]
  /** Committed offsets of the groups on `purchases` at the end. */
  readonly committed: { readonly audit: readonly (bigint | null)[]; readonly loyalty: readonly (bigint | null)[] }
  readonly strays: readonly string[]
  /** Whether Kafka's answer to a copy could be kept back, and what it asked to commit before any was answered. */
  readonly wasHeld: boolean
  readonly early: readonly Early[]
  readonly exit: Program['exit']
}

/** A purchase that was committed before its copy was acknowledged. */
export interface Early {
  readonly id: string
  readonly commit: Moment
  /** Its copy, when that was on its way. */
  readonly sent: Moment | undefined
}

/**
 * The workers have credited the morning's purchases. The audit starts, and the afternoon's come, whose copies are acknowledged late.
 * It is asked to stop while the copy of one more is under way.
 */
export async function auditAfterLoyalty(shop: Shop): Promise<AuditPlay> {
  const { lanes, purchases } = drawDay(shop)
  const morning = lanes.map((lane) => lane.slice(0, Math.ceil(lane.length / 2)))
  const last = shop.random.integer(0, PARTITIONS - 1)
  const afternoon = lanes.map((lane, partition) =>
    lane.slice(Math.ceil(lane.length / 2), partition === last ? -1 : undefined),
  )
  shop.prepare(async () => {
    await shop.createTopics({ purchases: PARTITIONS, 'audit-log': PARTITIONS })
    await writeLanes(shop, morning)
    await using workers = await shop.joinGroup('loyalty', 'purchases', 1)
    await workers.members[0]?.work()
  })
  const program = await shop.start('audit.ts')
  await logged(shop, morning.flat().length)
  const late = await acknowledgedLate(shop, program, { morning, afternoon })
  await logged(shop, [...morning, ...afternoon].flat().length)
  const exit = await stoppedInTheMiddle(shop, program, () => writeOdd(shop, last, lanes[last]?.at(-1)))
  const [log, sold, audit, loyalty, strays] = await Promise.all([
    shop.read('audit-log'),
    shop.read('purchases'),
    shop.committed('audit', 'purchases'),
    shop.committed('loyalty', 'purchases'),
    shop.strayTopics(),
  ])
  const seen = { log, sold, committed: { audit, loyalty }, strays, ...late, exit }
  return { program, lanes, purchases, morning: morning.flat(), ...seen }
}

/** Keeps the answers to copies of the afternoon's purchases back, and looks what it commits meanwhile. */
async function acknowledgedLate(
  shop: Shop,
  program: Program,
  { morning, afternoon }: { morning: readonly Lane[]; afternoon: readonly Lane[] },
): Promise<Pick<AuditPlay, 'wasHeld' | 'early'>> {
  const hold = shop.wire.faults.hold({ api: 'Produce', way: 'response', process: program.name })
  await writeLanes(shop, afternoon)
  await untilDone(shop, () => hold.count > 0, { limitMs: WORK_LIMIT_MS })
  if (hold.count > 0) await program.waits(WAIT_LIMIT_MS)
  const early = afternoon.flatMap((lane, partition) =>
    lane.flatMap(({ id }, place) =>
      earlyCommit(shop, { id, partition, offset: place + (morning[partition]?.length ?? 0) }),
    ),
  )
  const wasHeld = hold.count > 0
  hold.release()
  return { wasHeld, early }
}

function earlyCommit(
  shop: Shop,
  { id, partition, offset }: { id: string; partition: number; offset: number },
): Early[] {
  const commit = shop.evidence
    .of('commit-requested')
    .find((one) => one.group === shop.group('audit') && one.partition === partition && one.offset > BigInt(offset))
  if (!commit) return []
  const [sent] = moments.sendsWith(shop.evidence, ({ value }) => jsonOf(value)?.id === id)
  return [{ id, commit, sent }]
}

/** As an old till writes it: its è is no UTF-8, and there are spaces. A program that makes text of it sends other bytes. */
async function writeOdd(shop: Shop, partition: number, purchase: Purchase | undefined): Promise<void> {
  if (!purchase) return
  const value = Buffer.from(JSON.stringify({ ...purchase, shop: 'Liège' }, null, 1), 'latin1')
  await shop.write('purchases', partition, [{ key: Buffer.from('Liège', 'latin1'), value }])
}

/** Asks it to stop while Kafka's answer to the copy of one purchase, the last of all, is under way. */
async function stoppedInTheMiddle(shop: Shop, program: Program, write: () => Promise<void>): Promise<Program['exit']> {
  const hold = shop.wire.faults.hold({ api: 'Produce', way: 'response', process: program.name })
  await write()
  await untilDone(shop, () => hold.count > 0, { limitMs: WORK_LIMIT_MS })
  const stopping = program.running ? program.stop() : undefined
  if (hold.count > 0) await program.waits(WAIT_LIMIT_MS)
  hold.release()
  return stopping
}

async function logged(shop: Shop, count: number): Promise<void> {
  await untilDone(shop, () => answeredRecords(shop.evidence) >= count, { limitMs: WORK_LIMIT_MS })
}
