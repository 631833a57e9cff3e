import type { Program, Shop } from '#grading'

/** From its start until the program has ended by itself: starting takes a tenth of it on a slow machine. */
const END_LIMIT_MS = 15_000
/** A program that has slept for so long with all its answers in hand will not end: a busy machine keeps it from sleeping. */
const LINGER_LIMIT_MS = 1_000

/** What the tests of part 1 look at. */
export interface HelloPlay {
  readonly program: Program
  /** Where the program was told that the brokers are, `host:port`. */
  readonly brokers: readonly string[]
  /** Full names. */
  readonly topics: readonly string[]
  /** Connections that it still had when it was given up on; 0 when it ended. */
  readonly open: number
}

/** A cluster with some topics. */
export async function hello(shop: Shop): Promise<HelloPlay> {
  const names = shop.random.shuffle(['mails', 'purchases', 'receipts', 'loyalty', 'returns'])
  const topics = names.slice(0, shop.random.integer(2, 4))
  shop.prepare(() => shop.createTopics(Object.fromEntries(topics.map((name) => [name, 1]))))
  const program = await shop.start('hello-kafka.ts')
  await quiet(shop, program)
  await program.endUnlessIdle({ idleMs: LINGER_LIMIT_MS, limitMs: END_LIMIT_MS })
  return {
    program,
    brokers: await shop.wire.addressesOf(program.name, shop.cluster.brokers),
    topics: topics.map((name) => shop.topic(name)),
    open: program.exit ? 0 : shop.wire.openConnections(program.name),
  }
}

/** Waits until it has ended, or sleeps and waits for no answer. */
async function quiet(shop: Shop, program: Program): Promise<void> {
  const deadline = performance.now() + END_LIMIT_MS
  const begun = () => program.exit !== undefined || shop.evidence.of('requested').length > 0
  let asleep = false
  void program.idle(END_LIMIT_MS).then(() => (asleep = true))
  await shop.until(() => begun() || asleep, { limitMs: END_LIMIT_MS })
  // It has not asked Kafka anything yet: perhaps it sleeps on purpose.
  if (!begun()) await shop.until(begun, { limitMs: LINGER_LIMIT_MS })
  while (program.exit === undefined && performance.now() < deadline) {
    const isIdle = program.idleness()
    await shop.until(() => program.exit !== undefined || isIdle(), { limitMs: deadline - performance.now() })
    if (shop.wire.inFlight(program.name) === 0) return
  }
}
