import {
  type Exit,
  type Program,
  type Purchase,
  type ReadRecord,
  type Shop,
  answeredRecords,
  untilDone,
} from '#grading'

/** Until all is copied: starting, joining and copying take a twentieth of it on a slow machine. */
const COPY_LIMIT_MS = 12_000

/** What the tests look at. */
export interface Play {
  readonly program: Program
  /** What lay in `purchases` before the program started. */
  readonly purchases: readonly Purchase[]
  /** What lies in `archive` at the end. */
  readonly copies: readonly ReadRecord[]
  /** How it ended after SIGTERM; undefined when it did not. */
  readonly exit: Exit | undefined
}

// TODO(author): what happens in your exercise. A scene acts, waits for states and brings what it saw; it judges nothing.
/** Purchases in the topic, the program copies them, and is asked to stop. */
export async function yesterday(shop: Shop): Promise<Play> {
  const purchases = shop.purchases(shop.random.integer(6, 12))
  shop.prepare(async () => {
    await shop.createTopics({ purchases: 1, archive: 1 })
    await shop.write('purchases', 0, purchases.map(recordOf))
  })
  const program = await shop.start('copy.ts')
  await untilDone(shop, () => answeredRecords(shop.evidence) >= purchases.length, { limitMs: COPY_LIMIT_MS })
  const exit = await program.stop()
  return { program, purchases, copies: await shop.read('archive'), exit }
}

function recordOf(purchase: Purchase) {
  return { key: Buffer.from(purchase.shop), value: Buffer.from(JSON.stringify(purchase)) }
}
