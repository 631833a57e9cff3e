import { type Program, type Purchase, type ReadRecord, type Shop } from '#grading'

/** Partitions of `purchases`: as CURRICULUM's picture has it, murmur2 leaves some of them empty for some shops. */
export const PARTITIONS = 3
/** From its start until it was answered, and from then until it has ended by itself: starting takes a tenth of it on a slow machine. */
const END_LIMIT_MS = 20_000
/**
 * A program that does nothing for so long waits in vain: kafkajs waits 10 s at most before it tries again. It begins with 0.3 s
 * and makes that four times as much as 2.4 times longer (src/retry/index.js), 17 s in all.
 */
const IN_VAIN_MS = 10_500
/**
 * A program that was answered, has printed something and then does nothing for so long will not end; kafkajs closes its connections
 * in a few milliseconds. One that sends line by line prints and is answered all the time, and is not idle meanwhile.
 */
const LINGER_MS = 3_000

/** What the tests of part 1 look at. */
export interface ProducerPlay {
  readonly program: Program
  /** The purchases of the input, in its order. */
  readonly given: readonly Purchase[]
  /** The lines of the input that are no purchases, in its order. */
  readonly bad: readonly Line[]
  /** The numbers of its blank lines. */
  readonly blank: readonly number[]
  /** What lies in `purchases` at the end. */
  readonly records: readonly ReadRecord[]
  readonly strays: readonly string[]
  /** Connections that it still had when it was given up on; 0 when it ended. */
  readonly open: number
}

export interface Line {
  /** Physical lines count from 1. */
  readonly number: number
  readonly text: string
}

/** A file as tills write it: some lines end with CRLF, some are blank, some are broken. */
export async function fromAFile(shop: Shop): Promise<ProducerPlay> {
  const given = shop.purchases(shop.size('purchases in the file', { usual: shop.random.integer(24, 32), least: 2 }))
  const { text, ...lines } = untidy(shop, given)
  shop.prepare(() => shop.createTopic('purchases', { partitions: PARTITIONS }))
  const program = await shop.start('producer.ts', { args: [shop.file('purchases of today.jsonl', text)] })
  return watchToTheEnd(shop, program, { given, ...lines, limitMs: END_LIMIT_MS })
}

/** Standard input, nothing wrong with it, and an acknowledgement that is late. */
export async function lateAcknowledgement(shop: Shop): Promise<ProducerPlay> {
  const given = shop.purchases(
    shop.size('purchases on standard input', { usual: shop.random.integer(8, 14), least: 1 }),
  )
  shop.prepare(() => shop.createTopic('purchases', { partitions: PARTITIONS }))
  const hold = shop.wire.faults.hold({ way: 'response', api: 'Produce', process: 'producer' })
  const program = await shop.start('producer.ts', {
    stdin: given.map((purchase) => `${JSON.stringify(purchase)}\n`).join(''),
  })
  const sent = () => hold.count > 0 || shop.evidence.of('produced').some(({ acks }) => acks === 0)
  await unlessInVain(shop, program, sent, END_LIMIT_MS)
  // The acknowledgement is here and not yet handed on: whoever does not wait for it now goes on, and shows it.
  if (sent()) await program.idle(END_LIMIT_MS)
  hold.release()
  return watchToTheEnd(shop, program, { given, bad: [], blank: [], limitMs: sent() ? END_LIMIT_MS : 0 })
}

async function watchToTheEnd(
  shop: Shop,
  program: Program,
  { limitMs, ...input }: Pick<ProducerPlay, 'given' | 'bad' | 'blank'> & { limitMs: number },
): Promise<ProducerPlay> {
  const arrived = () => shop.evidence.of('produce-answered').length > 0 && shop.wire.inFlight('producer') === 0
  const done = () => program.exit !== undefined || (arrived() && program.lastLine !== undefined)
  await unlessInVain(shop, program, done, limitMs)
  if (done()) await program.endUnlessIdle({ idleMs: LINGER_MS, limitMs: END_LIMIT_MS })
  const open = program.exit ? 0 : shop.wire.openConnections('producer')
  const [records, strays] = await Promise.all([shop.read('purchases'), shop.strayTopics()])
  return { program, ...input, records, strays, open }
}

/** Waits until `done` holds, or until the program does nothing any more: a promise that is never fulfilled keeps no limit. */
async function unlessInVain(shop: Shop, program: Program, done: () => boolean, limitMs: number): Promise<void> {
  const inVain = program.idleness(IN_VAIN_MS)
  await shop.until(() => done() || inVain(), { limitMs })
}

/** A text of lines in which the purchases keep their order, with its lines that hold no purchase. */
function untidy(shop: Shop, given: readonly Purchase[]) {
  const purchases = given.map((purchase) => JSON.stringify(purchase))
  // Clear cases only: cut off in the middle, without an id, without a shop, and not JSON at all.
  const broken = [
    purchases[0]?.slice(0, 25) ?? '',
    '{"shop":"Namur","customer":"1012"}',
    '{"id":"p-9001","customer":"1012"}',
    'tea, loose; 3 x 2.50',
  ]
  // One blank line of each kind, whatever the seed: JSON passes over a CR, so only there does it show who keeps it.
  const places = shop.random.shuffle([
    ...purchases.slice(1).map(() => purchases),
    ...broken.map(() => broken),
    ['\n'],
    ['\r\n'],
  ])
  // A purchase comes first, so that a program that stops at a broken line has something to show.
  const taken = new Map<readonly string[], number>()
  const lines = [purchases, ...places].map((pile) => {
    const next = taken.get(pile) ?? 0
    taken.set(pile, next + 1)
    return pile[next] ?? ''
  })
  return {
    text: lines.map((line) => (line.endsWith('\n') ? line : line + shop.random.pick(['\n', '\r\n']))).join(''),
    bad: lines.flatMap((text, index) => (broken.includes(text) ? [{ number: index + 1, text }] : [])),
    blank: lines.flatMap((text, index) => (text.trim() === '' ? [index + 1] : [])),
  }
}
