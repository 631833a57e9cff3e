import {
  type Exit,
  type Program,
  type Purchase,
  type ReadRecord,
  type NewRecord,
  type Shop,
  partitionFor,
  answeredRecords,
  consuming,
  idsIn,
  recordOf,
  requestsSince,
  untilDone,
} from '#grading'
import { PARTITIONS } from './producer-scenes.ts'
import { committedTooEarly } from './receipts.ts'

/** Until what was asked for is done: starting, joining and reading take a twentieth of it on a slow machine. */
const WORK_LIMIT_MS = 12_000
/** kafkajs gives a record that was refused to the handler again, after 0.3 s, 0.6 s, 1.2 s: by then a handler means it. */
const REFUSED_IN_EARNEST = 3
/** So many requests for more, a tenth of a second apart, are enough to commit what went before. */
const EMPTY_FETCHES = 16

/** What the tests of parts 2 and 3 look at. */
export interface ConsumerPlay {
  readonly program: Program
  /** Purchases that lay in the topic before the program started, and those that came while it ran. */
  readonly early: readonly Purchase[]
  readonly late: readonly Purchase[]
  /** Ids of purchases that have no key. */
  readonly keyless: readonly string[]
  /** What lies in `receipts` at the end, and the purchases that these are for. */
  readonly receipts: readonly ReadRecord[]
  readonly receiptIds: readonly string[]
  /** What lies in the partitions of `purchases`, from offset 0. */
  readonly lots: readonly (readonly Lot[])[]
  readonly prepared: readonly PreparedPurchase[]
  readonly committed: readonly (bigint | null)[]
  readonly strays: readonly string[]
  /** How it ended after SIGTERM; undefined when it did not, or was not asked to. */
  readonly exit: Exit | undefined
}

/** With what its value is as JSON, where it is an object and no purchase. */
export interface PreparedPurchase extends consuming.Prepared {
  readonly json: Readonly<Record<string, unknown>> | undefined
}

/** Purchases from yesterday in the topic, and more while the program runs, whose receipts are acknowledged late. */
export async function yesterdayAndToday(shop: Shop): Promise<ConsumerPlay> {
  const early = shop.purchases(shop.size('purchases of yesterday', { usual: shop.random.integer(12, 20), least: 1 }))
  const late = shop.purchases(
    shop.size('purchases of today', { usual: shop.random.integer(4, 8), least: 1 }),
    early.length + 1,
  )
  const [yesterday, today] = [lotsByKey(early), lotsByKey(late)]
  const lots = yesterday.map((lot, partition) => [...lot, ...(today[partition] ?? [])])
  shop.prepare(async () => {
    await createTopics(shop)
    await write(shop, yesterday)
  })
  const program = await shop.start('consumer.ts')
  await receiptsFor(shop, early.length, performance.now() + WORK_LIMIT_MS)
  if (program.running) {
    const deadline = performance.now() + WORK_LIMIT_MS
    const sofar = shop.evidence.of('produced').flatMap(({ records }) => records).length
    const hold = shop.wire.faults.hold({ way: 'response', api: 'Produce', process: 'consumer' })
    await write(shop, today)
    await untilDone(shop, () => hold.count > 0, { limitMs: deadline - performance.now() })
    // The acknowledgement is here and not yet handed on: whoever does not wait for it commits meanwhile, or reads on.
    if (hold.count > 0) await eitherOf(shop, [program.idleness(), goesOn(shop, lots)], deadline)
    hold.release()
    await receiptsFor(shop, sofar + late.length, deadline)
  }
  return play(shop, program, { early, late, keyless: [], lots })
}

async function eitherOf(shop: Shop, conditions: readonly (() => boolean)[], deadline: number): Promise<void> {
  await shop.until(() => conditions.some((holds) => holds()), { limitMs: deadline - performance.now() })
}

/** Whether a purchase is committed whose receipt is not acknowledged, or so much was read in vain that none will be. */
function goesOn(shop: Shop, lots: readonly Lot[][]): () => boolean {
  const from = shop.evidence.all.length
  return () =>
    committedTooEarly({ shop, lots }).length > 0 || requestsSince(shop.evidence, from, 'Fetch') > EMPTY_FETCHES
}

/** Records that nobody has to write a receipt for; those of one kind come or are left out together. */
const SKIPPED = ['tombstone', 'not JSON', 'no purchase']

/** Each partition holds one kind of oddity with a good purchase on either side of it; at the end comes SIGTERM. */
export async function oddities(shop: Shop): Promise<ConsumerPlay> {
  const purchases = shop.purchases(7)
  const [keyless, ...keyed] = purchases as [Purchase, ...Purchase[]]
  const leftOut = SKIPPED.filter((kind) => shop.size(`kind "${kind}"`, { usual: 1, least: 0 }) === 0)
  const good = keyed.map((purchase) => ({ kind: 'good', record: recordOf(purchase), id: purchase.id }))
  const odd = shop.random
    .shuffle<Lot[]>([
      [{ kind: 'tombstone', record: { key: Buffer.from('Ghent'), value: null } }],
      [
        { kind: 'not JSON', record: { key: Buffer.from('Namur'), value: Buffer.from('tea, loose; 3 x 2.50') } },
        noPurchase({ id: 'p-9001' }),
        noPurchase({ shop: 'Namur' }),
      ],
      [{ kind: 'no key', record: { ...recordOf(keyless), key: null }, id: keyless.id }],
    ])
    .map((lot) => lot.filter(({ kind }) => !leftOut.includes(kind)))
  const lots = odd.map((some, partition) =>
    [good[2 * partition], ...some, good[2 * partition + 1]].filter((lot) => lot !== undefined),
  )
  shop.prepare(async () => {
    await createTopics(shop)
    await write(shop, lots)
  })
  const program = await shop.start('consumer.ts')
  const deadline = performance.now() + WORK_LIMIT_MS
  await receiptsFor(shop, purchases.length, deadline)
  await allCommitted(shop, lots, deadline)
  const exit = program.running ? await program.stop() : undefined
  return { ...(await play(shop, program, { early: purchases, late: [], keyless: [keyless.id], lots })), exit }
}

export interface Lot {
  readonly kind: string
  readonly record: NewRecord
  /** Of the purchase that a receipt is due for. */
  readonly id?: string
  /** The value of one that is no purchase, and JSON all the same. */
  readonly json?: Readonly<Record<string, unknown>>
}

function noPurchase(json: Readonly<Record<string, unknown>>): Lot {
  const record = { key: Buffer.from('Namur'), value: Buffer.from(JSON.stringify(json)) }
  return { kind: 'no purchase', record, json }
}

async function createTopics(shop: Shop): Promise<void> {
  await shop.createTopics({ purchases: PARTITIONS, receipts: PARTITIONS })
}

function lotsByKey(purchases: readonly Purchase[]): Lot[][] {
  return Array.from({ length: PARTITIONS }, (_, partition) =>
    purchases
      .filter(({ shop: key }) => partitionFor(Buffer.from(key), PARTITIONS) === partition)
      .map((purchase) => ({ kind: 'good', record: recordOf(purchase), id: purchase.id })),
  )
}

async function write(shop: Shop, lots: readonly Lot[][]): Promise<void> {
  const records = lots.map((lot) => lot.map(({ record }) => record))
  await Promise.all(records.map(async (own, partition) => own.length > 0 && shop.write('purchases', partition, own)))
}

/** Waits for so many acknowledged records, until the program ends, has nothing more to do, or refuses a record again and again. */
async function receiptsFor(shop: Shop, count: number, deadline: number): Promise<void> {
  const done = () => answeredRecords(shop.evidence) >= count || refusesAgain(shop)
  await untilDone(shop, done, { limitMs: deadline - performance.now() })
}

function refusesAgain({ evidence }: Shop): boolean {
  const refused = consuming.refusals(evidence).map(({ partition, offset }) => `${partition}/${offset}`)
  return refused.some((record) => refused.filter((other) => other === record).length >= REFUSED_IN_EARNEST)
}

async function allCommitted(shop: Shop, lots: readonly Lot[][], deadline: number): Promise<void> {
  const done = () =>
    lots.every((lot, partition) =>
      shop.evidence
        .of('committed')
        .some((event) => event.partition === partition && event.error === 0 && event.offset === BigInt(lot.length)),
    ) || refusesAgain(shop)
  await untilDone(shop, done, { limitMs: deadline - performance.now() })
}

async function play(
  shop: Shop,
  program: Program,
  { lots, ...given }: { early: Purchase[]; late: Purchase[]; keyless: string[]; lots: readonly Lot[][] },
): Promise<ConsumerPlay> {
  const [receipts, strays, committed] = await Promise.all([
    shop.read('receipts'),
    shop.strayTopics(),
    shop.committed('receipts', 'purchases'),
  ])
  const receiptIds = idsIn(receipts, 'purchaseId')
  const prepared = lots.flatMap((lot, partition) =>
    lot.map(({ kind, id, json }, offset) => ({
      partition,
      offset: BigInt(offset),
      kind,
      done: id !== undefined && receiptIds.includes(id),
      json,
    })),
  )
  return { program, ...given, receipts, receiptIds, lots, prepared, committed, strays, exit: undefined }
}
