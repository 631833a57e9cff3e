import { type Program, type ReadRecord, type Shop, answeredRecords, highestCommitAsked, untilDone } from '#grading'
import { type Kind, type Lane, type Source, PARTITIONS, drawLanes, ofKind, theOne, writeLanes } from './records.ts'
import {
  type Expected,
  IN_CIRCLES,
  WORK_LIMIT_MS,
  goesInCircles,
  loyalty,
  untilDealtWith,
  untilGivenUp,
} from './worker-waits.ts'

/** Until a program waits for something and does nothing else. */
const WAIT_LIMIT_MS = 3_000
/** Until a program that was asked to stop waits for the credit in hand: below the 5 s in which it has to be gone. */
const STOPPING_LIMIT_MS = 2_000

/** A worker, what it was given, and what came of it. */
export interface WorkerPlay {
  readonly program: Program
  readonly lanes: readonly Lane[]
  /** What it found in MAX_ATTEMPTS. */
  readonly maxAttempts: number
  /** What lies in `purchases.dlq` at the end. */
  readonly letters: readonly ReadRecord[]
  /** Committed offsets of `purchases` at the end. */
  readonly committed: readonly (bigint | null)[]
  /** Topics of names that nobody has given. */
  readonly strays: readonly string[]
}

/** One record is not JSON, one is rejected, and there are good ones behind each. */
export async function badRecords(shop: Shop): Promise<WorkerPlay> {
  const lanes = drawLanes(shop, [
    ['good', 'not JSON', 'good'],
    ['good', 'rejected', 'good'],
    ['good', 'good'],
  ])
  return workToTheEnd(shop, lanes, 2)
}

/** What is in the letters of a play with odd records, and what the service said of the rejected one. */
export interface LettersPlay extends WorkerPlay {
  readonly reason: string
}

/** The records that become letters have bytes and headers as no program of ours would write them. */
export async function oddRecords(shop: Shop): Promise<LettersPlay> {
  const lanes = drawLanes(shop, [['good', 'rejected'], ['good', 'good', 'not JSON'], []]).map((lane) => lane.map(odd))
  return { ...(await workToTheEnd(shop, lanes, 2)), reason: reasonFor(theOne(lanes, 'rejected')) }
}

/** Spaces, a number beyond 2^53 and Latin-1 in the rejected one; no key in the torn one; headers of all sorts in both. */
function odd(source: Source): Source {
  const { kind, record } = source
  if (kind === 'good') return source
  const spaced = String(record.value).replaceAll(',"', ', "').replace(/\}$/, ', "till": 9007199254740993 }')
  const headers = [
    { key: 'content-type', value: 'application/json' },
    { key: 'till', value: '7' },
    { key: 'checked', value: null },
    { key: 'till', value: '12' },
    { key: 'seen', value: null },
    { key: 'seen', value: 'by hand' },
  ]
  const timestamp = Date.UTC(2026, 0, 9, 10, Number(source.offset))
  return kind === 'rejected'
    ? { ...source, record: { key: Buffer.from('Liège', 'latin1'), value: spaced, headers, timestamp } }
    : { ...source, record: { ...record, key: null, headers, timestamp } }
}

/** A service that is down for two purchases. */
export interface ServiceDownPlay extends WorkerPlay {
  /** Done at the last attempt, and never. */
  readonly passing: Source
  readonly lasting: Source
}

/** For one purchase the service is down until its last attempt, for another it stays down; there is a good one behind each. */
export async function serviceDown(shop: Shop): Promise<ServiceDownPlay> {
  const lanes = drawLanes(shop, [['down', 'good'], ['good', 'down', 'good'], ['good']])
  const maxAttempts = shop.random.integer(3, 4)
  const [passing, lasting] = shop.random.shuffle(ofKind(lanes, 'down')) as [Source, Source]
  shop.loyalty.faults.down({ when: ({ purchaseId }) => purchaseId === passing.id, times: maxAttempts - 1 })
  shop.loyalty.faults.down({ when: ({ purchaseId }) => purchaseId === lasting.id })
  const expected = { credited: [...ofKind(lanes, 'good'), passing], letters: 1 }
  return { ...(await workToTheEnd(shop, lanes, maxAttempts, expected)), passing, lasting }
}

/** The service is down once for a purchase that may be asked for once. */
export async function oneAttempt(shop: Shop): Promise<WorkerPlay> {
  const lanes = drawLanes(shop, [['down', 'good'], [], []])
  const source = theOne(lanes, 'down')
  shop.loyalty.faults.down({ when: ({ purchaseId }) => purchaseId === source.id, times: 1 })
  return workToTheEnd(shop, lanes, 1, { credited: ofKind(lanes, 'good'), letters: 1 })
}

async function workToTheEnd(
  shop: Shop,
  lanes: readonly Lane[],
  maxAttempts: number,
  expected: Expected = { credited: ofKind(lanes, 'good'), letters: badOnes(lanes).length },
): Promise<WorkerPlay> {
  rejectBadOnes(shop, lanes)
  const program = await startWorker(shop, lanes, maxAttempts)
  await untilDealtWith(shop, lanes, maxAttempts, expected)
  // Letters that it still has in hand it sends when it is asked to stop, or never.
  if (program.running && answeredRecords(shop.evidence) < expected.letters) await program.stop()
  return play(shop, program, { lanes, maxAttempts })
}

/** How a program went on while Kafka's answer to a letter was under way, and after it had refused one. */
export interface RefusalPlay extends WorkerPlay {
  /** The rejected record whose letter's acknowledgement was kept back, and the one whose letter was refused. */
  readonly held: Source
  readonly refused: Source
  /** Whether there was an acknowledgement to keep back, and a letter to refuse. */
  readonly wasHeld: boolean
  readonly wasRefused: boolean
  /** The highest offset of its partition that it asked to commit meanwhile; 0 is none. */
  readonly committedWhileHeld: bigint
  /** How it ended after the refusal; undefined when it did not. */
  readonly exit: Program['exit']
}

/** The acknowledgement of a letter is late; then `purchases.dlq` takes no more letters. */
export async function slowAndRefusing(shop: Shop): Promise<RefusalPlay> {
  const lanes = drawLanes(shop, [['good', 'rejected', 'good'], ['good', 'rejected', 'good'], ['good']])
  const [held, refused] = shop.random.shuffle(ofKind(lanes, 'rejected')) as [Source, Source]
  const first = lanes.map((lane) =>
    lane.filter(({ partition, offset }) => partition !== refused.partition || offset < refused.offset),
  )
  const later = lanes.map((lane, partition) => lane.slice(first[partition]?.length))
  const letter = { api: 'Produce', topic: shop.topic('purchases.dlq') } as const
  rejectBadOnes(shop, lanes)
  const hold = shop.wire.faults.hold({ ...letter, way: 'response' })
  const program = await startWorker(shop, first, 2)
  const isHeld = () => hold.count > 0
  await untilDone(shop, () => isHeld() || goesInCircles(shop, lanes, 2), { limitMs: WORK_LIMIT_MS })
  const asked = () => highestCommitAsked(shop.evidence, loyalty(shop), held.partition) ?? 0n
  if (!isHeld()) {
    // Committed, and no letter: perhaps it has it in hand, and sends it when it is asked to stop.
    const stopping = asked() > held.offset && program.running ? program.stop() : undefined
    if (stopping) await shop.until(() => isHeld() || program.exit !== undefined, { limitMs: STOPPING_LIMIT_MS })
    const seen = { held, refused, wasHeld: isHeld(), wasRefused: false, committedWhileHeld: asked() }
    hold.release()
    await stopping
    return { ...(await play(shop, program, { lanes, maxAttempts: 2 })), ...seen, exit: undefined }
  }
  await program.waits(WAIT_LIMIT_MS)
  const committedWhileHeld = asked()
  hold.release()
  await untilDealtWith(shop, first, 2, { credited: ofKind(first, 'good'), letters: 1 })
  const refuse = shop.wire.faults.refuse({ ...letter, way: 'request' }, 'MESSAGE_TOO_LARGE')
  await writeLanes(shop, later)
  await untilDone(shop, () => refuse.count > 0, { limitMs: WORK_LIMIT_MS })
  const exit = await untilGivenUp(shop, program, () => refuse.count >= IN_CIRCLES)
  const wasRefused = refuse.count > 0
  const seen = { held, refused, wasHeld: true, wasRefused, committedWhileHeld, exit }
  return { ...(await play(shop, program, { lanes, maxAttempts: 2 })), ...seen }
}

/** A worker that was asked to stop while an attempt was in hand, which then failed. */
export interface StopPlay extends WorkerPlay {
  /** One for which the service was down once, before all this. */
  readonly earlier: Source
  readonly source: Source
  /** Whether the attempt was in hand when SIGTERM came. */
  readonly wasInHand: boolean
  readonly exit: Program['exit']
}

/** SIGTERM comes while the first attempt is in hand. That one fails, and any other would not. */
export async function stoppedBetweenAttempts(shop: Shop): Promise<StopPlay> {
  const lanes = drawLanes(shop, [['down', 'down'], [], []])
  const [earlier, source] = ofKind(lanes, 'down') as [Source, Source]
  shop.loyalty.faults.down({ when: ({ purchaseId }) => purchaseId === earlier.id, times: 1 })
  const firstTry = { when: ({ purchaseId }: { purchaseId: string }) => purchaseId === source.id, times: 1 }
  const hold = shop.loyalty.faults.hold(firstTry)
  shop.loyalty.faults.down(firstTry)
  const program = await startWorker(shop, lanes, 3)
  await untilDone(shop, () => hold.count > 0, { limitMs: WORK_LIMIT_MS })
  await program.waits(STOPPING_LIMIT_MS)
  const stopping = program.stop()
  await program.waits(STOPPING_LIMIT_MS)
  hold.release()
  const exit = await stopping
  return { ...(await play(shop, program, { lanes, maxAttempts: 3 })), earlier, source, wasInHand: hold.count > 0, exit }
}

async function startWorker(shop: Shop, lanes: readonly Lane[], maxAttempts: number): Promise<Program> {
  shop.prepare(async () => {
    await shop.createTopics({ purchases: PARTITIONS, 'purchases.dlq': PARTITIONS })
    await writeLanes(shop, lanes)
  })
  return shop.start('worker.ts', { env: { MAX_ATTEMPTS: String(maxAttempts) } })
}

/** What the service says of a purchase that it rejects. */
function reasonFor({ id }: Source): string {
  return `The card of ${id} was returned.`
}

function rejectBadOnes(shop: Shop, lanes: readonly Lane[]): void {
  for (const source of ofKind(lanes, 'rejected'))
    shop.loyalty.faults.reject(reasonFor(source), { when: ({ purchaseId }) => purchaseId === source.id })
}

const BAD: readonly Kind[] = ['not JSON', 'rejected']

function badOnes(lanes: readonly Lane[]): Source[] {
  return lanes.flat().filter(({ kind }) => BAD.includes(kind))
}

/** Ends the program, which would take time from other scenes, and looks what there is. */
async function play(
  shop: Shop,
  program: Program,
  given: Pick<WorkerPlay, 'lanes' | 'maxAttempts'>,
): Promise<WorkerPlay> {
  if (program.running) await program.killHard()
  const [letters, committed, strays] = await Promise.all([
    shop.read('purchases.dlq'),
    shop.committed('loyalty', 'purchases'),
    shop.strayTopics(),
  ])
  return { program, ...given, letters, committed, strays }
}
