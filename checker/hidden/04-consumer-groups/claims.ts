import {
  type Purchase,
  type ReadRecord,
  type Scene,
  type Shop,
  claim,
  consuming,
  creditsDone,
  expect,
  groupsOf,
  jsonOf,
  listed,
  moments,
} from '#grading'
import type { AuditPlay } from './audit-scenes.ts'
import type { Lane } from './day.ts'
import { creditMoments, probeMoments } from './moments.ts'
import type { CrewPlay, StopPlay } from './worker-scenes.ts'

/** What the tests of groups.test.ts ask for, where it takes more than a few lines. */

export function shared({ shop, workers, isShared }: Scene<CrewPlay>): void {
  const joined = workers.map(({ name, fate }) => {
    const groups = groupNames(shop, name)
    return `${name} ${groups.length > 0 ? `was in the group ${groups.join(', ')}` : `joined no group, and ${fate}`}`
  })
  claim(isShared, {
    saw: `purchases is not shared by the two: ${joined.join('; ')}`,
    expected: 'both in the group loyalty, by its name group("loyalty"), and each with partitions of purchases',
    weight: 'doubled',
    shownBy: workers.flatMap(({ name }) => moments.joinsOf(shop.evidence, name)),
  })
}

export function inOrder({ probe, day, shop }: Scene<CrewPlay>): void {
  const { held, askedToo } = probe
  claim(askedToo.length === 0, {
    saw: `while the credit of ${held.id} was under way, ${those(askedToo)} of the same customer ${wasOrWere(askedToo)} asked for too`,
    expected: `the next credit of customer ${held.customer} when that of ${held.id} is answered`,
    weight: 'order',
    shownBy: probeMoments(shop, probe),
  })
  const credited = creditsDone(shop.evidence).map(({ purchaseId }) => purchaseId)
  expect(credited).toAccountFor(day.purchases, {
    idOf: ({ id }) => id,
    keyOf: ({ customer }) => customer,
    what: 'purchases',
    where: 'credited',
    shownBy: (id) => creditMoments(shop, id),
  })
}

export function committedToTheEnds(
  { evidence }: Shop,
  lanes: readonly Lane[],
  committed: readonly (bigint | null)[],
): void {
  const astray = lanes.flatMap((lane, partition) =>
    committed[partition] === BigInt(lane.length)
      ? []
      : [`partition ${partition}: ${committed[partition] ?? 'nothing'} of ${lane.length}`],
  )
  claim(astray.length === 0, {
    saw: `committed ${astray.join('; ')}`,
    expected: `${lanes.map(({ length }) => length).join(', ')}: on each partition the offset of the next record to read`,
    weight: 'doubled',
    shownBy: lanes.map((_, partition) =>
      evidence.of('commit-requested').findLast((event) => event.partition === partition),
    ),
  })
}

/** No purchase is lost; those whose credit failed are another matter. */
export function survived({ shop, lanes, probe }: Scene<CrewPlay>): void {
  const { held, owner } = probe
  claim(owner !== undefined, {
    saw: `nobody asked for the credit of ${held.id}`,
    expected: 'a worker that has a credit in hand',
    weight: 'lost',
  })
  const failed = idsThatFailed(shop)
  const lost = lostOf(shop, lanes).filter(({ id }) => !failed.has(id))
  const isOfProbe = lost.includes(held) && (probe.committed > 0n || probe.committedLater > 0n)
  claim(lost.length === 0, {
    saw: isOfProbe
      ? `purchase ${held.id} of ${held.shop} was committed before it was credited, then ${owner} died: nobody credits it now`
      : `${lost.length} of ${lanes.flat().length} purchases were never credited: ${those(lost)}`,
    expected: 'each purchase credited at least once: by the one that died, or by the one that took over',
    weight: 'lost',
    shownBy: [...(isOfProbe ? probeMoments(shop, probe) : []), ...lost.flatMap(({ id }) => creditMoments(shop, id))],
  })
}

export function askedAgain({ shop, lanes }: Scene<CrewPlay>): void {
  const failed = idsThatFailed(shop)
  const [lost] = lostOf(shop, lanes).filter(({ id }) => failed.has(id))
  claim(lost === undefined, {
    saw: `the loyalty service was down when purchase ${lost?.id} of ${lost?.shop} was to be credited, and nobody asked again`,
    expected: 'the credit asked for again, until the service answers',
    weight: 'lost',
    shownBy: moments.answersFor(shop.evidence, lost?.id),
  })
}

export function restartLostNothing({ shop, lanes, inHand, program }: Scene<StopPlay>): void {
  const lost = lostOf(shop, lanes)
  claim(lost.length === 0, {
    saw: `SIGTERM came while ${inHand?.id} was in hand, and ${those(lost)} ${wasOrWere(lost)} never credited, by it or by the next`,
    expected: 'each purchase credited, before or after the restart',
    weight: 'lost',
    shownBy: [
      ...lost.flatMap(({ id }) => creditMoments(shop, id)),
      moments.signalTo(shop.evidence, program.name, 'SIGTERM'),
    ],
  })
}

export function restartDoubledNothing({ shop, lane, inHand, program }: Scene<StopPlay>): void {
  const credited = creditsDone(shop.evidence).map(({ purchaseId }) => purchaseId)
  const twice = lane.filter(({ id }) => credited.filter((one) => one === id).length > 1)
  claim(twice.length === 0, {
    saw: `SIGTERM came while ${inHand?.id} was in hand, and after the restart ${those(twice)} ${wasOrWere(twice)} credited once more`,
    expected: 'a commit of all that was credited, so that the next start begins behind it',
    weight: 'doubled',
    shownBy: [
      ...moments.creditedTwice(shop.evidence).toReversed(),
      moments.signalTo(shop.evidence, program.name, 'SIGTERM'),
    ],
  })
}

export function ownGroup({ shop, program }: Scene<AuditPlay>): void {
  const groups = groupNames(shop, program.name)
  claim(groups.length === 1 && groups[0] === 'audit', {
    saw:
      groups.length > 0 ? `it was in the group ${listed(groups)}` : `it joined no group; the program ${program.fate}`,
    expected: 'a member of the group audit, by its name group("audit")',
    weight: 'lost',
    shownBy: moments.joinsOf(shop.evidence, program.name),
  })
}

export function copyFirst({ wasHeld, early, program }: Scene<AuditPlay>): void {
  claim(wasHeld, {
    saw: `no copy was sent that Kafka could acknowledge; the program ${program.fate}`,
    expected: 'copies that are sent so that Kafka acknowledges them',
    weight: 'lost',
  })
  claim(early.length === 0, {
    saw: `${listed(early.map(({ id }) => id))} ${wasOrWere(early)} committed, and Kafka had not acknowledged the copy`,
    shownBy: early.flatMap(({ commit, sent }) => [commit, sent]),
    expected: 'first the acknowledgement, then the commit',
    weight: 'lost',
  })
}

/** Copies whose key or value are not those of their purchase. */
export function changedCopies({ log, sold }: AuditPlay): ReadRecord[] {
  const originals = new Map(sold.map((record) => [String(jsonOf(record.value)?.id), record]))
  return log.filter(({ key, value }) => {
    const original = originals.get(String(jsonOf(value)?.id))
    return !isSame(original?.key, key) || !isSame(original?.value, value)
  })
}

/** Purchases that nobody credited. */
function lostOf({ evidence }: Shop, lanes: readonly Lane[]): Lane {
  const done = new Set(creditsDone(evidence).map(({ purchaseId }) => purchaseId))
  return lanes.flat().filter(({ id }) => !done.has(id))
}

/** Purchases of which the service said at least once that it was down. */
function idsThatFailed({ evidence }: Shop): Set<string> {
  const failed = evidence.of('credit-answered').filter(({ outcome }) => outcome === 'unavailable')
  return new Set(failed.map(({ purchaseId }) => purchaseId))
}

function groupNames(shop: Shop, process: string): string[] {
  return groupsOf(shop.evidence, process).map((name) => consuming.withoutPrefix(name, shop.prefix))
}

function isSame(a: Buffer | null | undefined, b: Buffer | null): boolean {
  return a === b || (Buffer.isBuffer(a) && Buffer.isBuffer(b) && a.equals(b))
}

function those(purchases: readonly Purchase[]): string {
  return listed(purchases.map(({ id }) => id))
}

function wasOrWere({ length }: readonly unknown[]): string {
  return length === 1 ? 'was' : 'were'
}
