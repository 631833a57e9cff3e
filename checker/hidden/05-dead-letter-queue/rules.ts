import { type Facts, type RuleTable, type Scene, type Shop, consuming, counted, creditsDone, producing } from '#grading'
import { differences } from './differences.ts'
import { type RedrivePlay, idOf } from './redrive-scene.ts'
import { type Source, lettersFor, ofKind, theOne } from './records.ts'
import type { LettersPlay, RefusalPlay, ServiceDownPlay, StopPlay, WorkerPlay } from './worker-scenes.ts'
import { asksFor, readsLetters, refusalsOf } from './worker-waits.ts'

/** What any worker can make of bad records. */
const WORKER: RuleTable<Scene<WorkerPlay>> = {
  'misspelt-topic': misspelt,
  'dlq-feeds-itself': feedsItself,
  'acks-0': ({ shop }) => producing.acksZero(shop.evidence),
  'missed-before-join': missedBeforeJoin,
  'poison-loop': poisonLoop,
  'swallowed-error': swallowedError,
  'never-commits': ({ shop }) => consuming.creditsWithoutCommits(shop.evidence),
}

/** Part 1. */
export const badRules: RuleTable<Scene<WorkerPlay>> = {
  ...WORKER,
  'commit-off-by-one': commitOffByOne,
  'permanent-retried': permanentRetried,
}

/** Part 2. */
export const letterRules: RuleTable<Scene<LettersPlay>> = {
  'null-header-crash': nullHeaderCrash,
  ...WORKER,
  'permanent-retried': permanentRetried,
  'dlq-loses-key': (scene) => differences(scene).key,
  'dlq-loses-headers': (scene) => differences(scene).headers,
  'dlq-reserialised': (scene) => differences(scene).value,
  'dlq-without-provenance': (scene) => differences(scene).provenance,
}

/** Part 3, the service that is down. */
export const downRules: RuleTable<Scene<ServiceDownPlay>> = {
  ...WORKER,
  'commit-off-by-one': commitOffByOne,
  'transient-equals-permanent': ({ passing, lasting, ...play }) => givenUpAtOnce(play, [passing, lasting]),
  'unbounded-attempts': ({ lasting, maxAttempts, ...play }) => {
    const attempts = asksFor(play.shop, lasting)
    const isGivenUp = givenUpAfter(play, [lasting]).length > 0
    return attempts > maxAttempts + 1 && !isGivenUp
      ? { id: lasting.id, attempts, limit: `MAX_ATTEMPTS ${maxAttempts}` }
      : undefined
  },
  'off-by-one-attempt': ({ passing, lasting, maxAttempts, ...play }) => {
    const given = givenUpAfter(play, [passing, lasting]).find(
      ({ attempts }) => attempts > 1 && Math.abs(attempts - maxAttempts) === 1,
    )
    return given && { id: given.source.id, attempts: given.attempts, limit: `MAX_ATTEMPTS ${maxAttempts}` }
  },
}

/** Part 3, a service that is down where there is one attempt. */
export const onceRules: RuleTable<Scene<WorkerPlay>> = {
  ...WORKER,
  'off-by-one-attempt': ({ lanes, maxAttempts, shop }) => {
    const source = theOne(lanes, 'down')
    const attempts = asksFor(shop, source)
    return attempts === maxAttempts + 1 ? { id: source.id, attempts, limit: `MAX_ATTEMPTS ${maxAttempts}` } : undefined
  },
}

/** Part 3, the letter that is refused. */
export const refusalRules: RuleTable<Scene<RefusalPlay>> = {
  ...WORKER,
  'dlq-not-acknowledged-before-commit': notAcknowledged,
  'disconnect-inside-handler': disconnectInside,
}

/** Part 3, SIGTERM. */
export const stopRules: RuleTable<Scene<StopPlay>> = {
  'misspelt-topic': misspelt,
  'missed-before-join': missedBeforeJoin,
  'transient-equals-permanent': ({ earlier, ...play }) => givenUpAtOnce(play, [earlier]),
  'dlq-on-shutdown': ({ source, maxAttempts, wasInHand, ...play }) => {
    const [given] = givenUpAfter(play, [source])
    const isEarly = wasInHand && given !== undefined && given.attempts < maxAttempts
    return isEarly ? { id: source.id, attempts: given.attempts, maxAttempts } : undefined
  },
  'no-graceful-shutdown': ({ shop, program }) => consuming.noGracefulShutdown(shop.evidence, program.name),
  'never-disconnects': ({ shop, program }) => consuming.neverEnds(shop.evidence, program.name),
}

/** The bonus. */
export const redriveRules: RuleTable<Scene<RedrivePlay>> = {
  'misspelt-topic': ({ strays }) => producing.misspeltTopic(strays, ['purchases.dlq', 'purchases', 'returns']),
  'dry-run-commits': ({ dry, committedByDry }) => {
    const committed = committedByDry.reduce<bigint>((sum, offset) => sum + (offset ?? 0n), 0n)
    const offsets = committedByDry.flatMap((offset, partition) =>
      offset === null || offset === 0n ? [] : [`offset ${offset} of partition ${partition}`],
    )
    return dry.sent.length === 0 && committed > 0n
      ? { committed: offsets.join(' and '), count: committed.toString() }
      : undefined
  },
  'redrive-twice': ({ real, again, idle, waiting }) => {
    const first = new Set(real.sent.map(({ record }) => idOf(record)))
    const twice = [...again.sent, ...idle.sent].filter(({ record }) => first.has(idOf(record)))
    const [example] = twice
    return example && { count: twice.length, total: waiting.length, id: idOf(example.record) }
  },
  'no-key': ({ real }) => producing.noKey(real.sent.map(({ record }) => record)),
  'redrive-keeps-dlq-headers': ({ real }) => {
    const kept = real.sent.flatMap(({ record }) => record.headers.filter(({ key }) => key.startsWith('dlq-')))
    const records = real.sent.filter(({ record }) => record.headers.some(({ key }) => key.startsWith('dlq-'))).length
    return kept[0] && { header: kept[0].key, count: records, total: real.sent.length }
  },
}

/** All that it could credit was credited, and each partition that had records ends one before its end. */
function commitOffByOne({ shop, lanes, committed }: Scene<WorkerPlay>): Facts | undefined {
  const done = new Set(creditsDone(shop.evidence).map(({ purchaseId }) => purchaseId))
  const worked = lanes.flatMap((lane, partition) => (lane.length > 0 ? [{ lane, next: committed[partition] }] : []))
  const isBehind = worked.every(({ lane, next }) => next === BigInt(lane.length - 1))
  const [first] = worked
  if (!first || !isBehind || !ofKind(lanes, 'good').every(({ id }) => done.has(id))) return undefined
  const last = first.lane.length - 1
  return {
    ...{ done: last, committed: last, next: last + 1 },
    effect: 'the last purchase of each partition is credited again at each start',
  }
}

function misspelt({ strays }: Scene<WorkerPlay>): Facts | undefined {
  return producing.misspeltTopic(strays, ['purchases', 'purchases.dlq'])
}

/** A record that became a letter when the service had been down for it once, though it has more attempts. */
function givenUpAtOnce(
  play: Pick<Scene<WorkerPlay>, 'shop' | 'letters' | 'lanes' | 'maxAttempts'>,
  sources: readonly Source[],
): Facts | undefined {
  const given = givenUpAfter(play, sources).find(({ attempts }) => attempts === 1)
  return given && { id: given.source.id, maxAttempts: play.maxAttempts }
}

/** Those of some records that have a letter, with how often their credit was asked for. */
function givenUpAfter(
  { shop, letters, lanes }: Pick<Scene<WorkerPlay>, 'shop' | 'letters' | 'lanes'>,
  sources: readonly Source[],
): { source: Source; attempts: number }[] {
  const named = new Set(lettersFor(letters, lanes).map(({ source }) => source))
  return sources.filter((source) => named.has(source)).map((source) => ({ source, attempts: asksFor(shop, source) }))
}

/** It was given partitions of the topic that it writes letters to. */
function feedsItself({ shop, letters }: Scene<WorkerPlay>): Facts | undefined {
  const dlq = shop.topic('purchases.dlq')
  const read = shop.evidence.of('fetched').filter(({ topic }) => topic === dlq)
  return readsLetters(shop)
    ? { read: counted(read.flatMap(({ records }) => records).length, 'letter'), letters: letters.length }
    : undefined
}

/** It was a member with partitions, and was never given a record, though all lay there before it came. */
function missedBeforeJoin({ shop, lanes }: Scene<WorkerPlay>): Facts | undefined {
  const isMember = shop.evidence.of('assigned').some(({ error, assignment }) => error === 0 && assignment.length > 0)
  const total = lanes.flat().length
  return isMember && shop.evidence.of('fetched').length === 0 ? { missed: total, total } : undefined
}

/** Not where a letter was tried and could not be written: then the record has a place, and the error says what is wrong. */
function poisonLoop(scene: Scene<WorkerPlay>): Facts | undefined {
  if (saysUnwritten(scene, UNWRITABLE)) return undefined
  const stop = stopOf(scene)
  const what = stop?.source.kind === 'rejected' ? 'is a purchase that the service rejects' : 'is not JSON'
  return stop && { what, ...placeOf(stop.source), how: stop.how }
}

/** What Node says when kafkajs measures a header that is neither text nor bytes (`Buffer.byteLength` in recordBatch/record/v0). */
const UNWRITABLE = /"string" argument must be of type string/
const NULL_MEASURED = /argument must be of type string.*Received null/

function saysUnwritten({ shop }: Scene<WorkerPlay>, what: RegExp): boolean {
  return shop.evidence.of('printed').some(({ stream, line }) => stream === 'stderr' && what.test(line))
}

/** Looks from afar as if the record itself had not been dealt with; but it was the letter that could not be written. */
function nullHeaderCrash(scene: Scene<WorkerPlay>): Facts | undefined {
  const stop = stopOf(scene)
  const header = stop?.source.record.headers?.find(({ value }) => value === null)?.key
  return stop && header !== undefined && saysUnwritten(scene, NULL_MEASURED)
    ? { header, ...placeOf(stop.source), how: stop.how }
    : undefined
}

/** A bad record at which its partition stands still: nothing was sent for it, it is not committed, and nothing behind it is credited. */
function stopOf({ shop, program, lanes, committed }: Scene<WorkerPlay>): { source: Source; how: string } | undefined {
  const done = new Set(creditsDone(shop.evidence).map(({ purchaseId }) => purchaseId))
  const bad = [...ofKind(lanes, 'not JSON'), ...ofKind(lanes, 'rejected')]
  const source = bad.find((one) => {
    const behind = (lanes[one.partition] ?? []).filter(({ offset }) => offset > one.offset)
    const isPast = (committed[one.partition] ?? 0n) > one.offset
    const isWhole = isPast || behind.some(({ id }) => done.has(id)) || wasSent(shop, one)
    return wasRead(shop, one) && !isWhole
  })
  if (!source) return undefined
  const wasEnded = shop.evidence.of('signalled').some(({ process }) => process === program.name)
  const how =
    !wasEnded && program.exit
      ? `the program ended with exit code ${program.exit.code}`
      : `it was tried ${Math.max(asksFor(shop, source), refusalsOf(shop, source))} times`
  return { source, how }
}

function placeOf({ partition, offset }: Source): Facts {
  return { partition, offset: offset.toString() }
}

function wasRead({ evidence }: Shop, { partition, offset }: Source): boolean {
  return evidence
    .of('fetched')
    .some((event) => event.partition === partition && event.records.some((record) => record.offset === offset))
}

/** Committed past a record that was neither credited nor sent anywhere. */
function swallowedError({ shop, lanes, committed }: Scene<WorkerPlay>): Facts | undefined {
  const done = new Set(creditsDone(shop.evidence).map(({ purchaseId }) => purchaseId))
  const failed = lanes.flat().find((source) => {
    const next = committed[source.partition]
    const isPast = next !== null && next !== undefined && next > source.offset
    return source.kind !== 'good' && isPast && wasRead(shop, source) && !done.has(source.id) && !wasSent(shop, source)
  })
  if (!failed) return undefined
  const { id, kind, partition, offset } = failed
  const failure = {
    good: '',
    'not JSON': `What lies at offset ${offset} of partition ${partition} is not JSON.`,
    rejected: `The loyalty service rejected purchase ${id}.`,
    down: `The loyalty service was down when purchase ${id} was to be credited.`,
  }[kind]
  return { failure, partition, offset: offset.toString(), committed: String(committed[partition]) }
}

/** Whether a program tried to send anything that is for it. */
function wasSent({ evidence }: Shop, source: Source): boolean {
  const records = evidence.of('produced').flatMap((event) => event.records)
  return lettersFor(
    records.map((record) => ({ ...record, offset: 0n, partition: 0 })),
    [[source]],
  ).some((letter) => letter.source === source)
}

/** A record that was read again and again has several letters. */
function permanentRetried({ shop, lanes, letters }: Scene<WorkerPlay>): Facts | undefined {
  const named = lettersFor(letters, lanes).map(({ source }) => source)
  const retried = ofKind(lanes, 'rejected').find(
    (source) => named.filter((one) => one === source).length === 1 && asksFor(shop, source) > 1,
  )
  return retried && { id: retried.id, times: asksFor(shop, retried) }
}

/** It asked for a commit past a record before Kafka had said that it has the letter, or after Kafka had said that it has not. */
function notAcknowledged(scene: Scene<RefusalPlay>): Facts | undefined {
  const { held, refused, wasHeld, wasRefused, committedWhileHeld, committed } = scene
  if (wasHeld && committedWhileHeld > held.offset)
    return factsOfCommit(held, committedWhileHeld, 'Kafka had not acknowledged')
  const next = committed[refused.partition] ?? 0n
  return wasRefused && next > refused.offset ? factsOfCommit(refused, next, 'Kafka had refused') : undefined
}

function factsOfCommit({ id, partition, offset }: Source, committed: bigint, state: string): Facts {
  return { id, partition, offset: offset.toString(), committed: committed.toString(), state }
}

/** After the refusal it neither ended nor did anything, not even a heartbeat: its handler waits for something that waits for it. */
function disconnectInside({
  shop,
  program,
  refused,
  wasRefused,
  exit,
  committed,
}: Scene<RefusalPlay>): Facts | undefined {
  const answered = shop.evidence.of('produce-answered').findLast(({ forced }) => forced)
  if (!wasRefused || exit || !answered || program.exit?.signal !== 'SIGKILL') return undefined
  const later = shop.evidence
    .of('requested')
    .filter(({ seq, process }) => seq > answered.seq && process === program.name)
  const isPast = (committed[refused.partition] ?? 0n) > refused.offset
  return later.length === 0 && !isPast ? { id: refused.id } : undefined
}
