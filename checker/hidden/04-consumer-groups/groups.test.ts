import { claim, claimStopped, creditsDone, expect, graded, idsIn, jsonOf, listed, moments, scenario } from '#grading'
import { auditAfterLoyalty } from './audit-scenes.ts'
import * as claims from './claims.ts'
import { creditMoments } from './moments.ts'
import { auditRules, crewRules, stopRules } from './rules.ts'
import { oneDies, stoppedAndStarted, twoWorkers } from './worker-scenes.ts'

// In one file, so that scenes of all parts play side by side; the longest come first.
const death = scenario('one dies', { part: 2, rules: crewRules }, oneDies)
const two = scenario('two workers', { part: 1, rules: crewRules }, twoWorkers)
const stop = scenario('stopped and started', { part: 3, rules: stopRules }, stoppedAndStarted)
const audit = scenario('audit after loyalty', { part: 4, rules: auditRules }, auditAfterLoyalty)

/** Why workers may not share the work. */
const NOT_SHARED = ['misspelt-topic', 'stops-when-all-is-read', 'one-group-per-worker']
/** What a probe tells, and what can come of it in any test of a crew. */
const PROBED = ['floating-promise', 'out-of-order-resolve', 'parallel-loses-order']
const TOO_EARLY = ['commit-per-process-not-per-partition', 'commit-before-work', 'commit-whole-batch-first', ...PROBED]
/** Why some may be read by nobody, though workers have shared them for a moment. */
const UNREAD = ['stops-when-all-is-read', 'missed-before-join']

const SHARE = 'two workers share the partitions of purchases in the group loyalty'
const ONCE = 'they credit each purchase, and each once'

graded(SHARE, { of: two, points: 1, beliefs: NOT_SHARED }, claims.shared)

graded(ONCE, { of: two, points: 2, after: [SHARE], beliefs: [...PROBED, ...UNREAD] }, ({ shop, day }) => {
  const credited = creditsDone(shop.evidence).map(({ purchaseId }) => purchaseId)
  expect(credited).toAccountFor(day.purchases, {
    idOf: ({ id }) => id,
    what: 'purchases',
    where: 'credited',
    shownBy: (id) => creditMoments(shop, id),
  })
})

graded(
  "a customer's credits come in order, each when the one before it is done",
  { of: two, points: 2, after: [SHARE], beliefs: PROBED },
  claims.inOrder,
)

graded(
  'commits for each partition how far it is',
  {
    of: two,
    points: 2,
    after: [ONCE],
    beliefs: ['never-commits', 'commit-per-process-not-per-partition', 'commit-off-by-one', ...PROBED],
  },
  ({ lanes, committed, shop }) => {
    claims.committedToTheEnds(shop, lanes, committed)
  },
)

const TWO_LEFT = 'two workers share the partitions, so that one can take over'
const SURVIVES = 'a worker that dies with a credit in hand loses no purchase'

graded(TWO_LEFT, { of: death, points: 1, beliefs: NOT_SHARED }, claims.shared)

graded(SURVIVES, { of: death, points: 3, after: [TWO_LEFT], beliefs: [...TOO_EARLY, ...UNREAD] }, claims.survived)

graded(
  'asks again for a credit that failed, before it goes on',
  { of: death, points: 2, after: [TWO_LEFT, SURVIVES], beliefs: ['swallowed-error'] },
  claims.askedAgain,
)

/** Why there may be nothing in hand when the signal comes. */
const NOTHING_IN_HAND = ['misspelt-topic', 'stops-when-all-is-read', 'missed-before-join']
const STOPS = 'stops by itself within 5 seconds after SIGTERM, with exit code 0, and leaves its group at once'
const FINISHES = 'finishes the purchase that it has in hand'
const LOSES_NOTHING = 'what it did not get to is credited after the next start'

graded(STOPS, { of: stop, points: 2, beliefs: [...NOTHING_IN_HAND, 'no-graceful-shutdown'] }, (scene) => {
  const { inHand, lane, program } = scene
  claim(inHand !== undefined, {
    saw: `the credit of ${lane[1]?.id} was never asked for; the program ${program.fate}`,
    expected: 'a worker that has it in hand when SIGTERM comes',
    weight: 'lost',
  })
  claimStopped(scene)
})

graded(FINISHES, { of: stop, points: 1, after: [STOPS], beliefs: [] }, ({ shop, program, inHand }) => {
  const done = creditsDone(shop.evidence).some(
    ({ process, purchaseId }) => process === program.name && purchaseId === inHand?.id,
  )
  claim(done, {
    saw: `it ended before the credit of ${inHand?.id} was answered`,
    expected: 'an end when the purchase in hand is credited and committed',
    weight: 'doubled',
    shownBy: [moments.endOf(shop.evidence, program.name), ...moments.asksFor(shop.evidence, inHand?.id)],
  })
})

graded(
  LOSES_NOTHING,
  { of: stop, points: 2, after: [STOPS], beliefs: ['each-batch-auto-resolve', 'commit-per-process-not-per-partition'] },
  claims.restartLostNothing,
)

graded(
  'and nothing is credited twice',
  {
    of: stop,
    points: 2,
    after: [STOPS, FINISHES, LOSES_NOTHING],
    beliefs: [
      'one-group-per-worker',
      'never-commits',
      'commit-per-process-not-per-partition',
      'commit-off-by-one',
      'commit-lost-while-stopping',
    ],
  },
  claims.restartDoubledNothing,
)

const OWN_GROUP = 'reads purchases as a group of its own, audit'
const LOGS_ALL = 'appends every purchase to audit-log once, also those that the group loyalty has credited'

graded(OWN_GROUP, { of: audit, points: 1, beliefs: ['audit-shares-the-group', 'misspelt-topic'] }, claims.ownGroup)

graded(
  LOGS_ALL,
  {
    of: audit,
    points: 2,
    after: [OWN_GROUP],
    beliefs: ['misspelt-topic', 'stops-when-all-is-read', 'missed-before-join'],
  },
  ({ log, purchases, shop: { evidence } }) => {
    expect(idsIn(log)).toAccountFor(purchases, {
      idOf: ({ id }) => id,
      what: 'purchases',
      where: 'in audit-log',
      shownBy: (id) => moments.sendsWith(evidence, ({ value }) => jsonOf(value)?.id === id),
    })
  },
)

graded(
  'commits a purchase only when Kafka has acknowledged its copy',
  { of: audit, points: 1, after: [LOGS_ALL], beliefs: ['acks-0', 'unawaited-send'] },
  claims.copyFirst,
)

graded('with key and value as they were', { of: audit, points: 1, after: [LOGS_ALL], beliefs: ['no-key'] }, (scene) => {
  const { log } = scene
  const changed = claims.changedCopies(scene)
  claim(changed.length === 0, {
    saw: `${changed.length} of ${log.length} differ from their purchase: ${listed(idsIn(changed))}`,
    expected: 'the bytes of key and value as they came',
    shownBy: moments.sendsOf(scene.shop.evidence, changed),
  })
})

const AUDIT_STOPS = 'stops by itself within 5 seconds after SIGTERM, with exit code 0, and leaves the group audit'

graded(
  AUDIT_STOPS,
  { of: audit, points: 1, after: [LOGS_ALL], beliefs: ['no-graceful-shutdown', 'never-disconnects'] },
  claimStopped,
)

graded(
  'leaves the offsets of the group loyalty alone, and commits its own',
  { of: audit, points: 1, after: [LOGS_ALL, AUDIT_STOPS], beliefs: [] },
  ({ committed, lanes, morning, shop }) => {
    const before = lanes.map((lane) => BigInt(lane.filter((purchase) => morning.includes(purchase)).length))
    claim(
      committed.loyalty.every((offset, partition) => offset === before[partition]),
      {
        saw: `loyalty has committed ${committed.loyalty.join(', ')}`,
        expected: `${before.join(', ')}, as before the audit started`,
        weight: 'lost',
        shownBy: shop.evidence.of('commit-requested').filter(({ group }) => group === shop.group('loyalty')),
      },
    )
    claims.committedToTheEnds(shop, lanes, committed.audit)
  },
)
