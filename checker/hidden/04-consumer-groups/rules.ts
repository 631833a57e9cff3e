import {
  type Facts,
  type RuleTable,
  type Scene,
  consuming,
  creditsDone,
  groupsOf,
  idsIn,
  listed,
  producing,
} from '#grading'
import type { AuditPlay } from './audit-scenes.ts'
import type { Probe } from './probe.ts'
import type { CrewPlay, StopPlay } from './worker-scenes.ts'

/** Of the name of a group. */
const SHOWN_CHARACTERS = 20

/** What the plays with workers have in common. */
type WorkerPlay = Scene<Pick<CrewPlay, 'lanes' | 'committed' | 'strays'>>

/** Parts 1 and 2. What a probe shows tells more than what came of it. */
export const crewRules: RuleTable<Scene<CrewPlay>> = {
  'misspelt-topic': misspelt,
  'stops-when-all-is-read': ({ shop, workers }) =>
    workers.map(({ name }) => consuming.stopsUnasked(shop.evidence, name)).find((facts) => facts !== undefined),
  'one-group-per-worker': ({ shop, workers }) =>
    groupPerWorker(
      shop.prefix,
      workers.map(({ name }) => groupsOf(shop.evidence, name)),
    ),
  'commit-per-process-not-per-partition': commitPerProcess,
  'commit-before-work': ({ probe }) =>
    probe.askedToo.length === 0 && probe.committed === 1n ? probeFacts(probe) : undefined,
  'commit-whole-batch-first': ({ probe }) =>
    probe.askedToo.length === 0 && probe.committed > 1n ? probeFacts(probe) : undefined,
  'floating-promise': ({ probe }) =>
    probe.askedToo.length > 0 && probe.committed > 0n ? probeFacts(probe) : undefined,
  'out-of-order-resolve': ({ probe }) =>
    probe.askedToo.length > 0 && probe.committed === 0n && probe.committedLater > 0n ? probeFacts(probe) : undefined,
  'parallel-loses-order': ({ probe }) =>
    probe.askedToo.length > 0 && probe.committedLater === 0n ? probeFacts(probe) : undefined,
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
  'one-group-per-worker': ({ shop, program, again }) =>
    groupPerWorker(
      shop.prefix,
      [program, again].map(({ name }) => groupsOf(shop.evidence, name)),
    ),
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
    return { missing, total: purchases.length, morning: morning.length }
  },
  'misspelt-topic': ({ strays }) => producing.misspeltTopic(strays, ['purchases', 'audit-log']),
  'stops-when-all-is-read': ({ shop, program }) => consuming.stopsUnasked(shop.evidence, program.name),
  'missed-before-join': ({ log, purchases, morning }) => {
    const logged = new Set(idsIn(log))
    const missed = morning.filter(({ id }) => !logged.has(id)).length
    const isAll = missed === morning.length && purchases.some(({ id }) => logged.has(id))
    return isAll ? { missed, total: purchases.length } : undefined
  },
  'acks-0': ({ shop }) => producing.acksZero(shop.evidence),
  // Whoever commits first and then waits has one on its way.
  'unawaited-send': ({ early }) =>
    early.length > 1 && early.every(({ wasSent }) => wasSent)
      ? { did: 'committed purchases', unacknowledged: early.length }
      : undefined,
  'no-key': ({ log }) => producing.noKey(log),
  'no-graceful-shutdown': ({ shop, program }) => consuming.noGracefulShutdown(shop.evidence, program.name),
  'never-disconnects': ({ shop, program }) => consuming.neverEnds(shop.evidence, program.name),
}

function misspelt({ strays }: WorkerPlay): Facts | undefined {
  return producing.misspeltTopic(strays, ['purchases'])
}

/** Of each partition that lacks credits nobody asked for the first ones, and nobody ever reached back to them. */
function missedBeforeJoin({ shop, lanes }: WorkerPlay): Facts | undefined {
  const isMember = shop.evidence.of('assigned').some(({ error, assignment }) => error === 0 && assignment.length > 0)
  const asked = new Set(shop.evidence.of('credit-asked').map(({ purchaseId }) => purchaseId))
  const ahead = lanes.map((lane) => {
    const first = lane.findIndex(({ id }) => asked.has(id))
    return lane.slice(0, first === -1 ? lane.length : first)
  })
  const unasked = lanes.flat().filter(({ id }) => !asked.has(id))
  const missed = ahead.flat().length
  return isMember && missed > 0 && missed === unasked.length ? { missed, total: lanes.flat().length } : undefined
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
function groupPerWorker(prefix: string, groups: readonly (readonly string[])[]): Facts | undefined {
  const names = groups.flat().map((name) => consuming.withoutPrefix(name, prefix))
  const isEach = groups.every((own) => own.length > 0) && new Set(names).size === names.length
  return isEach ? { groups: names.map(shortened).join(' and ') } : undefined
}

/** A name that was drawn can be long, and its beginning tells it from others. */
function shortened(name: string): string {
  return name.length > SHOWN_CHARACTERS ? `${name.slice(0, SHOWN_CHARACTERS)}…` : name
}

/** An offset of one partition was committed for another, in which it says nothing. */
function commitPerProcess({ shop, lanes }: WorkerPlay): Facts | undefined {
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
  return { partition, offset: offset.toString(), length }
}

/** All was credited, and each partition that had records ends one before its end. */
function commitOffByOne({ shop, lanes, committed }: WorkerPlay): Facts | undefined {
  const done = new Set(creditsDone(shop.evidence).map(({ purchaseId }) => purchaseId))
  const worked = lanes.flatMap((lane, partition) =>
    lane.length > 0 ? [{ lane, committed: committed[partition] }] : [],
  )
  const isBehind = worked.every(
    ({ lane, committed: own }) => own === BigInt(lane.length - 1) && lane.every(({ id }) => done.has(id)),
  )
  const [first] = worked
  if (!isBehind || !first) return undefined
  const last = first.lane.length - 1
  return {
    ...{ done: last, committed: last, next: last + 1 },
    effect: 'the last purchase of each partition is credited again at each start',
  }
}

/** The service said that it was down, and what was to be credited was committed all the same. */
function swallowedError({ shop, lanes, committed }: Scene<CrewPlay>): Facts | undefined {
  const done = new Set(creditsDone(shop.evidence).map(({ purchaseId }) => purchaseId))
  const failed = shop.evidence
    .of('credit-answered')
    .filter(({ outcome, purchaseId }) => outcome === 'unavailable' && !done.has(purchaseId))
  for (const { purchaseId } of failed) {
    const partition = lanes.findIndex((lane) => lane.some(({ id }) => id === purchaseId))
    const offset = lanes[partition]?.findIndex(({ id }) => id === purchaseId) ?? -1
    const reached = committed[partition]
    const failure = `The loyalty service was down when purchase ${purchaseId} was to be credited.`
    if (reached !== null && reached !== undefined && reached > BigInt(offset))
      return { failure, partition, offset, committed: reached.toString() }
  }
  return undefined
}

/** After SIGTERM it committed purchases that it had not even asked for, since its handler had returned. */
function eachBatchAutoResolve({ shop, program, partition, lane, inHand }: Scene<StopPlay>): Facts | undefined {
  const asked = new Set(askedBy(shop, program.name))
  const committed = commitsOf(shop, program.name, partition).reduce(
    (highest, one) => (one > highest ? one : highest),
    0n,
  )
  const skipped = lane.slice(0, Number(committed)).filter(({ id }) => !asked.has(id))
  if (!inHand || skipped.length === 0) return undefined
  return {
    id: inHand.id,
    asked: asked.size,
    committed: committed.toString(),
    skipped: listed(skipped.map(({ id }) => id)),
  }
}

/** It credited what it had in hand, left, and never said that this was done; what it had done before, it had said. */
function commitLostWhileStopping(scene: Scene<StopPlay>): Facts | undefined {
  const { shop, program, partition, lane, inHand } = scene
  const left = shop.evidence.of('left').some(({ process, by }) => process === program.name && by === 'program')
  const credited = creditsDone(shop.evidence).filter(({ process }) => process === program.name)
  const offset = lane.findIndex(({ id }) => id === inHand?.id)
  if (!inHand || !left || !credited.some(({ purchaseId }) => purchaseId === inHand.id)) return undefined
  const commits = commitsOf(shop, program.name, partition)
  const saidBefore = commits.some((one) => one === BigInt(offset))
  const said = commits.some((one) => one > BigInt(offset))
  return saidBefore && !said && !commitOffByOne(scene) ? { id: inHand.id, committed: offset } : undefined
}

function askedBy(shop: WorkerPlay['shop'], process: string): string[] {
  return shop.evidence.of('credit-asked').flatMap((event) => (event.process === process ? [event.purchaseId] : []))
}

function commitsOf(shop: WorkerPlay['shop'], process: string, partition: number): bigint[] {
  return shop.evidence
    .of('commit-requested')
    .filter((event) => event.process === process && event.partition === partition)
    .map(({ offset }) => offset)
}
