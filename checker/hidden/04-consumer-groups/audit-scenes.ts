import { type Program, type Purchase, type ReadRecord, type Shop, answeredRecords, untilDone } from '#grading'
import { type Lane, PARTITIONS, drawDay, writeLanes } from './day.ts'

/** Until what was asked for is done: a tenth of it on a slow machine. */
const WORK_LIMIT_MS = 15_000

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
  readonly exit: Program['exit']
}

/** The workers have credited the morning's purchases. The audit starts, the afternoon's come, and it is asked to stop. */
export async function auditAfterLoyalty(shop: Shop): Promise<AuditPlay> {
  const { lanes, purchases } = drawDay(shop)
  const morning = lanes.map((lane) => lane.slice(0, Math.ceil(lane.length / 2)))
  const afternoon = lanes.map((lane) => lane.slice(Math.ceil(lane.length / 2)))
  shop.prepare(async () => {
    await shop.createTopics({ purchases: PARTITIONS, 'audit-log': PARTITIONS })
    await writeLanes(shop, morning)
    await using workers = await shop.joinGroup('loyalty', 'purchases', 1)
    await workers.members[0]?.work()
  })
  const program = await shop.start('audit.ts')
  await logged(shop, morning.flat().length)
  await writeLanes(shop, afternoon)
  await logged(shop, purchases.length)
  const exit = program.running ? await program.stop() : undefined
  const [log, sold, audit, loyalty, strays] = await Promise.all([
    shop.read('audit-log'),
    shop.read('purchases'),
    shop.committed('audit', 'purchases'),
    shop.committed('loyalty', 'purchases'),
    shop.strayTopics(),
  ])
  return { program, lanes, purchases, morning: morning.flat(), log, sold, committed: { audit, loyalty }, strays, exit }
}

async function logged(shop: Shop, count: number): Promise<void> {
  await untilDone(shop, () => answeredRecords(shop.evidence) >= count, { limitMs: WORK_LIMIT_MS })
}
