import {
  type Facts,
  type RuleTable,
  type Scene,
  type Shop,
  type Sighting,
  consuming,
  counted,
  creditsDone,
  moments,
  producing,
  shownBy,
} from '#grading'
import { commitOffByOne, swallowedError } from './committing.ts'
import { differences } from './differences.ts'
import { commitsPast, fetchesOf, letterSends } from './moments.ts'
import { type Source, lettersFor, ofKind, theOne } from './records.ts'
import type { LettersPlay, RefusalPlay, ServiceDownPlay, StopPlay, WorkerPlay } from './worker-scenes.ts'
import { asksFor, assignmentOfLetters, refusalsOf } from './worker-waits.ts'

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
    if (attempts <= maxAttempts + 1 || isGivenUp) return undefined
    const beyond = moments.asksFor(play.shop.evidence, lasting.id).slice(maxAttempts)
    return shownBy({ id: lasting.id, attempts, limit: `MAX_ATTEMPTS ${maxAttempts}` }, ...beyond)
  },
  'off-by-one-attempt': ({ passing, lasting, maxAttempts, ...play }) => {
    const given = givenUpAfter(play, [passing, lasting]).find(
      ({ attempts }) => attempts > 1 && Math.abs(attempts - maxAttempts) === 1,
    )
    if (!given) return undefined
    const facts = { id: given.source.id, attempts: given.attempts, limit: `MAX_ATTEMPTS ${maxAttempts}` }
    return shownBy(facts, ...givenUpMoments(play.shop, given.source))
  },
}

/** Part 3, a service that is down where there is one attempt. */
export const onceRules: RuleTable<Scene<WorkerPlay>> = {
  ...WORKER,
  'off-by-one-attempt': ({ lanes, maxAttempts, shop }) => {
    const source = theOne(lanes, 'down')
    const attempts = asksFor(shop, source)
    if (attempts !== maxAttempts + 1) return undefined
    const beyond = moments.asksFor(shop.evidence, source.id).slice(maxAttempts)
    return shownBy({ id: source.id, attempts, limit: `MAX_ATTEMPTS ${maxAttempts}` }, ...beyond)
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
    if (!isEarly) return undefined
    const { shop, program } = play
    const [letter, ...answers] = givenUpMoments(shop, source)
    const asked = moments.signalTo(shop.evidence, program.name, 'SIGTERM')
    return shownBy({ id: source.id, attempts: given.attempts, maxAttempts }, letter, asked, ...answers)
  },
  'no-graceful-shutdown': ({ shop, program }) => consuming.noGracefulShutdown(shop.evidence, program.name),
  'never-disconnects': ({ shop, program }) => consuming.neverEnds(shop.evidence, program.name),
}

function misspelt({ strays, shop }: Scene<WorkerPlay>): Sighting | undefined {
  return producing.misspeltTopic(strays, ['purchases', 'purchases.dlq'], shop)
}

/** A record that became a letter when the service had been down for it once, though it has more attempts. */
function givenUpAtOnce(
  play: Pick<Scene<WorkerPlay>, 'shop' | 'letters' | 'lanes' | 'maxAttempts'>,
  sources: readonly Source[],
): Sighting | undefined {
  const given = givenUpAfter(play, sources).find(({ attempts }) => attempts === 1)
  if (!given) return undefined
  return shownBy({ id: given.source.id, maxAttempts: play.maxAttempts }, ...givenUpMoments(play.shop, given.source))
}

/** Where the letter for a record was sent, and what the service had said of the record. */
function givenUpMoments(shop: Shop, source: Source) {
  return [letterSends(shop, source)[0], ...moments.answersFor(shop.evidence, source.id)]
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
function feedsItself({ shop, letters }: Scene<WorkerPlay>): Sighting | undefined {
  const dlq = shop.topic('purchases.dlq')
  const read = shop.evidence.of('fetched').filter(({ topic }) => topic === dlq)
  const given = assignmentOfLetters(shop)
  const facts = { read: counted(read.flatMap(({ records }) => records).length, 'letter'), letters: letters.length }
  return given && shownBy(facts, given, ...read)
}

/** It was a member with partitions, and was never given a record, though all lay there before it came. */
function missedBeforeJoin({ shop, lanes }: Scene<WorkerPlay>): Sighting | undefined {
  const given = moments.firstAssignment(shop.evidence)
  const total = lanes.flat().length
  return given && shop.evidence.of('fetched').length === 0 ? shownBy({ missed: total, total }, given) : undefined
}

/** Not where a letter was tried and could not be written: then the record has a place, and the error says what is wrong. */
function poisonLoop(scene: Scene<WorkerPlay>): Sighting | undefined {
  if (saysUnwritten(scene, UNWRITABLE)) return undefined
  const stop = stopOf(scene)
  if (!stop) return undefined
  const { source, how } = stop
  const what = source.kind === 'rejected' ? 'is a purchase that the service rejects' : 'is not JSON'
  return shownBy({ what, ...placeOf(source), how }, ...stopMoments(scene, source))
}

/** Where it was handed to the worker, what came of it, and again. */
function stopMoments({ shop, program }: Scene<WorkerPlay>, source: Source) {
  const [first, ...again] = fetchesOf(shop, source)
  const place = { ...source, topic: shop.topic('purchases') }
  const answers = moments.answersFor(shop.evidence, source.id)
  return [first, answers[0], ...consuming.stoppedMoments(shop.evidence, program.name, place), answers[1], ...again]
}

/** What Node says when kafkajs measures a header that is neither text nor bytes (`Buffer.byteLength` in recordBatch/record/v0). */
const UNWRITABLE = /"string" argument must be of type string/
const NULL_MEASURED = /argument must be of type string.*Received null/

function saysUnwritten({ shop }: Scene<WorkerPlay>, what: RegExp) {
  return shop.evidence.of('printed').find(({ stream, line }) => stream === 'stderr' && what.test(line))
}

/** Looks from afar as if the record itself had not been dealt with; but it was the letter that could not be written. */
function nullHeaderCrash(scene: Scene<WorkerPlay>): Sighting | undefined {
  const stop = stopOf(scene)
  const header = stop?.source.record.headers?.find(({ value }) => value === null)?.key
  const said = saysUnwritten(scene, NULL_MEASURED)
  return stop && header !== undefined && said
    ? shownBy({ header, ...placeOf(stop.source), how: stop.how }, said, ...fetchesOf(scene.shop, stop.source))
    : undefined
}

/** A bad record at which its partition stands still: nothing was sent for it, it is not committed, and nothing behind it is credited. */
function stopOf({ shop, program, lanes, committed }: Scene<WorkerPlay>): { source: Source; how: string } | undefined {
  const done = new Set(creditsDone(shop.evidence).map(({ purchaseId }) => purchaseId))
  const bad = [...ofKind(lanes, 'not JSON'), ...ofKind(lanes, 'rejected')]
  const source = bad.find((one) => {
    const behind = (lanes[one.partition] ?? []).filter(({ offset }) => offset > one.offset)
    const isPast = (committed[one.partition] ?? 0n) > one.offset
    const isWhole = isPast || behind.some(({ id }) => done.has(id)) || letterSends(shop, one).length > 0
    return fetchesOf(shop, one).length > 0 && !isWhole
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

/** A record that was read again and again has several letters. */
function permanentRetried({ shop, lanes, letters }: Scene<WorkerPlay>): Sighting | undefined {
  const named = lettersFor(letters, lanes).map(({ source }) => source)
  const retried = ofKind(lanes, 'rejected').find(
    (source) => named.filter((one) => one === source).length === 1 && asksFor(shop, source) > 1,
  )
  if (!retried) return undefined
  const [, ...again] = moments.asksFor(shop.evidence, retried.id)
  const [rejected] = moments.answersFor(shop.evidence, retried.id)
  return shownBy({ id: retried.id, times: again.length + 1 }, again[0], rejected, ...again)
}

/** It asked for a commit past a record before Kafka had said that it has the letter, or after Kafka had said that it has not. */
function notAcknowledged(scene: Scene<RefusalPlay>): Sighting | undefined {
  const { held, refused, wasHeld, wasRefused, committedWhileHeld, committed, shop } = scene
  if (wasHeld && committedWhileHeld > held.offset) {
    const facts = factsOfCommit(held, committedWhileHeld, 'Kafka had not acknowledged')
    return shownBy(facts, ...commitMoments(shop, held))
  }
  const next = committed[refused.partition] ?? 0n
  if (!wasRefused || next <= refused.offset) return undefined
  return shownBy(factsOfCommit(refused, next, 'Kafka had refused'), ...commitMoments(shop, refused))
}

/** Where it asked for a commit past a record, where the letter was sent, and what Kafka said of that. */
function commitMoments(shop: Shop, source: Source) {
  const sends = letterSends(shop, source)
  const answers = shop.evidence.of('produce-answered').filter(({ send }) => sends.some((one) => one.send === send))
  return [commitsPast(shop, source)[0], ...sends.slice(0, 2), ...answers.slice(0, 2)]
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
}: Scene<RefusalPlay>): Sighting | undefined {
  const answered = shop.evidence.of('produce-answered').findLast(({ forced }) => forced)
  if (!wasRefused || exit || !answered || program.exit?.signal !== 'SIGKILL') return undefined
  const later = shop.evidence
    .of('requested')
    .filter(({ seq, process }) => seq > answered.seq && process === program.name)
  const isPast = (committed[refused.partition] ?? 0n) > refused.offset
  if (later.length > 0 || isPast) return undefined
  return shownBy(
    { id: refused.id },
    answered,
    moments.signalTo(shop.evidence, program.name, 'SIGKILL'),
    letterSends(shop, refused).at(-1),
  )
}
