import {
  type Facts,
  type RuleTable,
  type Scene,
  type Sighting,
  consuming,
  creditsDone,
  groupsOf,
  idsIn,
  listed,
  moments,
  producing,
  shownBy,
} from '#grading'
import type { AuditPlay } from './audit-scenes.ts'
import { type WorkerPlay, commitsPast, probeMoments } from './moments.ts'
import type { Probe } from './probe.ts'
import type { CrewPlay, StopPlay } from './worker-scenes.ts'

/** Of the name of a group. */
const SHOWN_CHARACTERS = 20

/** Parts 1 and 2. What a probe shows tells more than what came of it. */
export const crewRules: RuleTable<Scene<CrewPlay>> = {
  'misspelt-topic': misspelt,
  'stops-when-all-is-read': ({ shop, workers }) =>
    workers.map(({ name }) => consuming.stopsUnasked(shop.evidence, name)).find((facts) => facts !== undefined),
  'one-group-per-worker': ({ shop, workers }) => groupPerWorker(shop, workers),
  'commit-per-process-not-per-partition': commitPerProcess,
  'commit-before-work': probed(({ askedToo, committed }) => askedToo.length === 0 && committed === 1n),
  'commit-whole-batch-first': probed(({ askedToo, committed }) => askedToo.length === 0 && committed > 1n),
  'floating-promise': probed(({ askedToo, committed }) => askedToo.length > 0 && committed > 0n),
  'out-of-order-resolve': probed(
    ({ askedToo, committed, committedLater }) => askedToo.length > 0 && committed === 0n && committedLater > 0n,
  ),
  'parallel-loses-order': probed(({ askedToo, committedLater }) => askedToo.length > 0 && committedLater === 0n),
  'swallowed-error': swallowedError,
  'missed-before-join': missedBeforeJoin,
  'never-commits': ({ shop }) => consuming.creditsWithoutCommits(shop.evidence),
  'commit-off-by-one': commitOffByOne,
}

/** Part 3. */
export const stopRules: RuleTable<Scene<StopPlay>> = {
  'misspelt-topic': misspelt,
  'stops-when-all-is-read': ({ shop, program }) => consuming.stopsUnasked(shop.evidence, program.name),
  'missed-before-join': missedBeforeJoin,
  'no-graceful-shutdown': ({ shop, program }) => consuming.noGracefulShutdown(shop.evidence, program.name),
  'one-group-per-worker': ({ shop, program, again }) => groupPerWorker(shop, [program, again]),
  'commit-per-process-not-per-partition': commitPerProcess,
  'never-commits': ({ shop }) => consuming.creditsWithoutCommits(shop.evidence),
  'commit-off-by-one': commitOffByOne,
  'each-batch-auto-resolve': eachBatchAutoResolve,
  'commit-lost-while-stopping': commitLostWhileStopping,
}

/** Part 4. */
export const auditRules: RuleTable<Scene<AuditPlay>> = {
  'audit-shares-the-group': ({ shop, program, log, purchases, morning }) => {
    if (!groupsOf(shop.evidence, program.name).includes(shop.group('loyalty'))) return undefined
    const logged = new Set(idsIn(log))
    const missing = purchases.filter(({ id }) => !logged.has(id)).length
    const joins = moments.joinsOf(shop.evidence, program.name)
    const facts = { missing, total: purchases.length, morning: morning.length }
    return shownBy(
      facts,
      joins.find(({ group }) => group === shop.group('loyalty')),
      ...consuming.firstReads(shop.evidence),
    )
  },
  'misspelt-topic': ({ strays, shop }) => producing.misspeltTopic(strays, ['purchases', 'audit-log'], shop),
  'stops-when-all-is-read': ({ shop, program }) => consuming.stopsUnasked(shop.evidence, program.name),
  'missed-before-join': ({ log, purchases, morning, shop }) => {
    const logged = new Set(idsIn(log))
    const missed = morning.filter(({ id }) => !logged.has(id)).length
    const isAll = missed === morning.length && purchases.some(({ id }) => logged.has(id))
    return isAll ? shownBy({ missed, total: purchases.length }, ...consuming.firstReads(shop.evidence)) : undefined
  },
  'acks-0': ({ shop }) => producing.acksZero(shop.evidence),
  // Whoever commits first and then waits has one on its way.
  'unawaited-send': ({ early }) =>
    early.length > 1 && early.every(({ sent }) => sent !== undefined)
      ? shownBy(
          { did: 'committed purchases', unacknowledged: early.length },
          ...early.flatMap(({ commit, sent }) => [commit, sent]),
        )
      : undefined,
  'no-key': ({ log, shop }) => producing.noKey(log, shop.evidence),
  'no-graceful-shutdown': ({ shop, program }) => consuming.noGracefulShutdown(shop.evidence, program.name),
  'never-disconnects': ({ shop, program }) => consuming.neverEnds(shop.evidence, program.name),
}

function misspelt({ strays, shop }: WorkerPlay): Sighting | undefined {
  return producing.misspeltTopic(strays, ['purchases'], shop)
}

/** Of each partition that lacks credits nobody asked for the first ones, and nobody ever reached back to them. */
function missedBeforeJoin({ shop, lanes }: WorkerPlay): Sighting | undefined {
  const isMember = moments.firstAssignment(shop.evidence) !== undefined
  const asked = new Set(shop.evidence.of('credit-asked').map(({ purchaseId }) => purchaseId))
  const ahead = lanes.map((lane) => {
    const first = lane.findIndex(({ id }) => asked.has(id))
    return lane.slice(0, first === -1 ? lane.length : first)
  })
  const unasked = lanes.flat().filter(({ id }) => !asked.has(id))
  const missed = ahead.flat().length
  if (!isMember || missed === 0 || missed !== unasked.length) return undefined
  return shownBy({ missed, total: lanes.flat().length }, ...consuming.firstReads(shop.evidence))
}

/** What a probe shows when this holds. */
function probed(holds: (probe: Probe) => boolean): (scene: Scene<CrewPlay>) => Sighting | undefined {
  return ({ probe, shop }) => (holds(probe) ? shownBy(probeFacts(probe), ...probeMoments(shop, probe)) : undefined)
}

function probeFacts({ held, partition, askedToo, committed, committedLater }: Probe): Facts {
  return {
    id: held.id,
    shop: held.shop,
    customer: held.customer,
    partition,
    committed: (committed > 0n ? committed : committedLater).toString(),
    others: listed(askedToo.map(({ id }) => id)),
    count: askedToo.length,
  }
}

/** No two of the workers were in one group. */
function groupPerWorker(
  { evidence, prefix }: WorkerPlay['shop'],
  workers: readonly { readonly name: string }[],
): Sighting | undefined {
  const groups = workers.map(({ name }) => groupsOf(evidence, name))
  const names = groups.flat().map((name) => consuming.withoutPrefix(name, prefix))
  const isEach = groups.every((own) => own.length > 0) && new Set(names).size === names.length
  if (!isEach) return undefined
  const joins = workers.map(({ name }) => moments.joinsOf(evidence, name)[0])
  return shownBy({ groups: names.map(shortened).join(' and ') }, ...joins.toReversed())
}

/** A name that was drawn can be long, and its beginning tells it from others. */
function shortened(name: string): string {
  return name.length > SHOWN_CHARACTERS ? `${name.slice(0, SHOWN_CHARACTERS)}…` : name
}

/** An offset of one partition was committed for another, in which it says nothing. */
function commitPerProcess({ shop, lanes }: WorkerPlay): Sighting | undefined {
  const requested = shop.evidence
    .of('commit-requested')
    .filter(({ group, topic }) => group === shop.group('loyalty') && topic === shop.topic('purchases'))
  const wrong = requested.find((event) => {
    const { commit, partition, offset, process, seq } = event
    const lane = lanes[partition] ?? []
    if (offset > BigInt(lane.length)) return true
    const alike = requested.some((one) => one.commit === commit && one.partition !== partition && one.offset === offset)
    const done = lane[Number(offset) - 1]
    const wasAsked = shop.evidence
      .of('credit-asked')
      .some((asked) => asked.process === process && asked.purchaseId === done?.id && asked.seq < seq)
    return alike && offset > 0n && !wasAsked
  })
  if (!wrong) return undefined
  const { partition, offset } = wrong
  const length = lanes[partition]?.length ?? 0
  const together = requested.filter(({ commit }) => commit === wrong.commit)
  return shownBy({ partition, offset: offset.toString(), length }, wrong, ...together)
}

/** All was credited, and each partition that had records ends one before its end. */
function commitOffByOne({ shop, lanes, committed }: WorkerPlay): Sighting | undefined {
  const done = new Set(creditsDone(shop.evidence).map(({ purchaseId }) => purchaseId))
  const worked = lanes.flatMap((lane, partition) =>
    lane.length > 0 ? [{ lane, partition, committed: committed[partition] }] : [],
  )
  const isBehind = worked.every(
    ({ lane, committed: own }) => own === BigInt(lane.length - 1) && lane.every(({ id }) => done.has(id)),
  )
  const [first] = worked
  if (!isBehind || !first) return undefined
  const last = first.lane.length - 1
  const facts = {
    ...{ done: last, committed: last, next: last + 1 },
    effect: 'the last purchase of each partition is credited again at each start',
  }
  const behind = { partition: first.partition, offset: BigInt(last - 1) }
  const credits = moments.answersFor(shop.evidence, first.lane[last]?.id)
  return shownBy(facts, commitsPast(shop, behind).at(-1), ...credits)
}

/** The service said that it was down, and what was to be credited was committed all the same. */
function swallowedError({ shop, lanes, committed }: Scene<CrewPlay>): Sighting | undefined {
  const done = new Set(creditsDone(shop.evidence).map(({ purchaseId }) => purchaseId))
  const failed = shop.evidence
    .of('credit-answered')
    .filter(({ outcome, purchaseId }) => outcome === 'unavailable' && !done.has(purchaseId))
  for (const answer of failed) {
    const { purchaseId } = answer
    const partition = lanes.findIndex((lane) => lane.some(({ id }) => id === purchaseId))
    const offset = lanes[partition]?.findIndex(({ id }) => id === purchaseId) ?? -1
    const reached = committed[partition]
    const failure = `The loyalty service was down when purchase ${purchaseId} was to be credited.`
    if (reached === null || reached === undefined || reached <= BigInt(offset)) continue
    const [commit] = commitsPast(shop, { partition, offset: BigInt(offset) }).filter(({ seq }) => seq > answer.seq)
    return shownBy({ failure, partition, offset, committed: reached.toString() }, answer, commit)
  }
  return undefined
}

/** After SIGTERM it committed purchases that it had not even asked for, since its handler had returned. */
function eachBatchAutoResolve({ shop, program, partition, lane, inHand }: Scene<StopPlay>): Sighting | undefined {
  const asked = new Set(askedBy(shop, program.name))
  const commits = commitsOf(shop, program.name, partition)
  const committed = commits.reduce((highest, { offset }) => (offset > highest ? offset : highest), 0n)
  const skipped = lane.slice(0, Number(committed)).filter(({ id }) => !asked.has(id))
  if (!inHand || skipped.length === 0) return undefined
  const facts = {
    id: inHand.id,
    asked: asked.size,
    committed: committed.toString(),
    skipped: listed(skipped.map(({ id }) => id)),
  }
  const tooFar = commits.find(({ offset }) => offset === committed)
  const asks = moments.asksFor(shop.evidence, inHand.id)
  return shownBy(facts, tooFar, moments.signalTo(shop.evidence, program.name, 'SIGTERM'), ...asks)
}

/** It credited what it had in hand, left, and never said that this was done; what it had done before, it had said. */
function commitLostWhileStopping(scene: Scene<StopPlay>): Sighting | undefined {
  const { shop, program, partition, lane, inHand } = scene
  const left = moments.leaveOf(shop.evidence, program.name)
  const credited = creditsDone(shop.evidence).filter(({ process }) => process === program.name)
  const offset = lane.findIndex(({ id }) => id === inHand?.id)
  if (!inHand || !left || !credited.some(({ purchaseId }) => purchaseId === inHand.id)) return undefined
  const commits = commitsOf(shop, program.name, partition)
  const before = commits.findLast((one) => one.offset === BigInt(offset))
  const said = commits.some((one) => one.offset > BigInt(offset))
  if (!before || said || commitOffByOne(scene)) return undefined
  const [credit, ...again] = moments.answersFor(shop.evidence, inHand.id)
  return shownBy({ id: inHand.id, committed: offset }, left, credit, before, ...again)
}

function askedBy(shop: WorkerPlay['shop'], process: string): string[] {
  return shop.evidence.of('credit-asked').flatMap((event) => (event.process === process ? [event.purchaseId] : []))
}

function commitsOf({ evidence }: WorkerPlay['shop'], process: string, partition: number) {
  return evidence.of('commit-requested').filter((event) => event.process === process && event.partition === partition)
}
