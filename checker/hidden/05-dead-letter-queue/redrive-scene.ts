import {
  type Moment,
  type NewRecord,
  type Program,
  type ReadRecord,
  type Shop,
  nothingMoreToDo,
  sendOutcomes,
} from '#grading'
import { PARTITIONS } from './records.ts'

/** Until a run of it is over: a twentieth of it on a slow machine. */
const RUN_LIMIT_MS = 12_000
/** One that does nothing at all for so long will not end. */
const STUCK_MS = 1_500
/** Topics that letters came from. */
const ORIGINS = ['purchases', 'returns'] as const

/** A letter in `purchases.dlq`. */
export interface Waiting {
  readonly id: string
  /** The topic that it came from, without the prefix. */
  readonly origin: string
  readonly record: NewRecord
}

/** A record that Kafka has taken. */
export interface Sent {
  /** Without the prefix. */
  readonly topic: string
  readonly record: Pick<ReadRecord, 'key' | 'value' | 'headers'>
  /** Where it left the program. */
  readonly event: Moment
}

/** One start of the program, and what Kafka has taken from it meanwhile. */
export interface Run {
  readonly program: Program
  readonly sent: readonly Sent[]
  /** How it ended; undefined when it did not. */
  readonly exit: Program['exit']
}

/** Four runs of a redrive. */
export interface RedrivePlay {
  /** What lay in `purchases.dlq` before the first, and what came during the second. */
  readonly waiting: readonly Waiting[]
  readonly late: readonly Waiting[]
  /** With `--dry-run`; the group's committed offsets after it. */
  readonly dry: Run
  readonly committedByDry: readonly (bigint | null)[]
  readonly real: Run
  /** There is the late one to send, and then nothing. */
  readonly again: Run
  readonly idle: Run
  /** What the group `redrive` has committed after all of them. */
  readonly committed: readonly (bigint | null)[]
  readonly strays: readonly string[]
}

/** A dry run; a run during which two more letters come; a run for those; and a run with nothing to do. */
export async function redriven(shop: Shop): Promise<RedrivePlay> {
  const lanes = [[], ...shop.random.shuffle([drawLetters(shop, 3), drawLetters(shop, 2, 4)])]
  const late = drawLetters(shop, 2, 6)
  shop.prepare(async () => {
    await shop.createTopics({ 'purchases.dlq': PARTITIONS, purchases: PARTITIONS, returns: 1 })
    await Promise.all(lanes.map((lane, partition) => write(shop, partition, lane)))
  })
  const dry = await run(shop, 'dry-run', { args: ['--dry-run'] })
  const committedByDry = await shop.committed('redrive', 'purchases.dlq')
  // What it begins to read is held: by then it knows what was there when it started.
  const hold = shop.wire.faults.hold({ api: 'Fetch', way: 'request', process: 'redrive', times: 1 })
  const real = await run(shop, 'redrive', {
    until: () => hold.count > 0,
    then: async () => {
      // One behind those of each partition: whichever is read first, the letters of the other are still to be sent.
      const used = lanes.flatMap((lane, partition) => (lane.length > 0 ? [partition] : []))
      await Promise.all(used.map((partition, place) => write(shop, partition, late.slice(place, place + 1))))
      hold.release()
    },
  })
  const again = await run(shop, 'redrive-again')
  const idle = await run(shop, 'redrive-idle')
  const [committed, strays] = await Promise.all([shop.committed('redrive', 'purchases.dlq'), shop.strayTopics()])
  return { waiting: lanes.flat(), late, dry, committedByDry, real, again, idle, committed, strays }
}

interface RunOptions {
  readonly args?: string[]
  /** Something to wait for while it runs, and what is done then. */
  readonly until?: () => boolean
  readonly then?: () => Promise<void>
}

/** Starts it, and waits for its end. Gives up when it reads on and gets nothing more, or does nothing at all. */
async function run(shop: Shop, name: string, { args = [], until = () => true, then }: RunOptions = {}): Promise<Run> {
  const from = shop.evidence.all.length
  const program = await shop.start('redrive.ts', { name, args })
  const isStuck = program.idleness(STUCK_MS)
  const isOver = () => program.exit !== undefined || nothingMoreToDo(shop.evidence, from) || isStuck()
  await shop.until(() => until() || isOver(), { limitMs: RUN_LIMIT_MS })
  await then?.()
  await shop.until(isOver, { limitMs: RUN_LIMIT_MS })
  const { exit } = program
  if (!exit) await program.killHard()
  await shop.wire.leaveForTheDead(name)
  const sent = sendOutcomes(shop.evidence).flatMap(({ sent: event, outcome }) =>
    event.process === name && outcome === 'acknowledged'
      ? event.records.map((record) => ({ topic: event.topic.slice(shop.prefix.length), record, event }))
      : [],
  )
  return { program, sent, exit }
}

/** The id of the purchase in a record, also where its value is no JSON any more; else the beginning of the value. */
export function idOf({ value }: { readonly value: Buffer | null }): string {
  const text = value?.toString('utf8') ?? 'nothing'
  return /"id":\s*"([^"]*)"/.exec(text)?.[1] ?? text.slice(0, 40)
}

function drawLetters(shop: Shop, count: number, from = 1): Waiting[] {
  return shop.purchases(count, from).map((purchase) => {
    const origin = shop.random.pick(ORIGINS)
    const said = {
      'dlq-original-topic': shop.topic(origin),
      'dlq-original-partition': '0',
      'dlq-original-offset': String(shop.random.integer(10, 99)),
      'dlq-original-timestamp': String(Date.parse(purchase.at)),
      'dlq-error-name': 'UnavailableError',
      'dlq-error-message': 'The loyalty service is down.',
      'dlq-attempts': '3',
    }
    const headers = [
      { key: 'content-type', value: 'application/json' },
      { key: 'till', value: '7' },
      { key: 'till', value: '12' },
      ...Object.entries(said).map(([key, value]) => ({ key, value })),
    ]
    // Spaces, as they stood in the file of some till: what is sent back is what came.
    // And an old till's è, which isn't UTF-8: a program that makes text of it sends other bytes.
    const value = Buffer.from(JSON.stringify({ ...purchase, shop: 'Liège' }, null, 1), 'latin1')
    return { id: purchase.id, origin, record: { key: Buffer.from('Liège', 'latin1'), value, headers } }
  })
}

async function write(shop: Shop, partition: number, letters: readonly Waiting[]): Promise<void> {
  if (letters.length > 0)
    await shop.write(
      'purchases.dlq',
      partition,
      letters.map(({ record }) => record),
    )
}
