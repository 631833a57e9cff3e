import {
  type Purchase,
  type Scene,
  claim,
  consuming,
  creditsDone,
  expect,
  graded,
  groupsOf,
  listed,
  scenario,
} from '#grading'
import { crewRules, lostOf, stopRules } from './rules.ts'
import { type CrewPlay, oneDies, stoppedAndStarted, twoWorkers } from './worker-scenes.ts'

const two = scenario('two workers', { part: 1, rules: crewRules }, twoWorkers)
const death = scenario('one dies', { part: 2, rules: crewRules }, oneDies)
const stop = scenario('stopped and started', { part: 3, rules: stopRules }, stoppedAndStarted)

const SHARE = 'two workers share the partitions of purchases in the group loyalty'
const ONCE = 'they credit each purchase, and each once'

graded(SHARE, { of: two, points: 1, beliefs: ['one-group-per-worker'] }, claimShared)

graded(ONCE, { of: two, points: 2, after: [SHARE], beliefs: [] }, ({ shop, day }) => {
  const credited = creditsDone(shop.evidence).map(({ purchaseId }) => purchaseId)
  expect(credited).toAccountFor(day.purchases, { idOf: ({ id }) => id, what: 'purchases', where: 'credited' })
})

graded(
  "a customer's credits come in order, each when the one before it is done",
  {
    of: two,
    points: 2,
    after: [SHARE],
    beliefs: ['floating-promise', 'out-of-order-resolve', 'parallel-loses-order'],
  },
  ({ probe, day, shop }) => {
    const { held, askedToo } = probe
    claim(askedToo.length === 0, {
      saw: `while the credit of ${held.id} was under way, ${listed(askedToo.map(({ id }) => id))} of the same customer ${askedToo.length === 1 ? 'was' : 'were'} asked for too`,
      expected: `the next credit of customer ${held.customer} when that of ${held.id} is answered`,
      weight: 'order',
    })
    const credited = creditsDone(shop.evidence).map(({ purchaseId }) => purchaseId)
    const idOf = ({ id }: Purchase) => id
    const keyOf = ({ customer }: Purchase) => customer
    expect(credited).toAccountFor(day.purchases, { idOf, keyOf, what: 'purchases', where: 'credited' })
  },
)

graded(
  'commits for each partition how far it is',
  {
    of: two,
    points: 2,
    after: [ONCE],
    beliefs: ['never-commits', 'commit-per-process-not-per-partition', 'commit-off-by-one'],
  },
  ({ lanes, committed }) => {
    const astray = lanes.flatMap((lane, partition) =>
      committed[partition] === BigInt(lane.length)
        ? []
        : [`partition ${partition}: ${committed[partition] ?? 'nothing'} of ${lane.length}`],
    )
    claim(astray.length === 0, {
      saw: `committed ${astray.join('; ')}`,
      expected: `${lanes.map(({ length }) => length).join(', ')}: on each partition the offset of the next record to read`,
      weight: 'doubled',
    })
  },
)

const TWO_LEFT = 'two workers share the partitions, so that one can take over'
const SURVIVES = 'a worker that dies with a credit in hand loses no purchase'
const EARLY_COMMITS = [
  'commit-per-process-not-per-partition',
  'commit-before-work',
  'commit-whole-batch-first',
  'floating-promise',
  'out-of-order-resolve',
]

graded(TWO_LEFT, { of: death, points: 1, beliefs: ['one-group-per-worker'] }, claimShared)

graded(SURVIVES, { of: death, points: 3, after: [TWO_LEFT], beliefs: EARLY_COMMITS }, ({ shop, lanes, probe }) => {
  const { held, owner } = probe
  claim(owner !== undefined, {
    saw: `nobody asked for the credit of ${held.id}`,
    expected: 'a worker that has a credit in hand',
    weight: 'lost',
  })
  const wasRefused = new Set(refusedIn(shop.evidence))
  const lost = lostOf(shop, lanes).filter(({ id }) => !wasRefused.has(id))
  const early = probe.committed > 0n || probe.committedLater > 0n
  claim(lost.length === 0, {
    saw:
      early && lost.includes(held)
        ? `purchase ${held.id} of ${held.shop} was committed before it was credited, then ${owner} died: nobody credits it now`
        : `${lost.length} of ${lanes.flat().length} purchases were never credited: ${listed(lost.map(({ id }) => id))}`,
    expected: 'each purchase credited at least once: by the one that died, or by the one that took over',
    weight: 'lost',
  })
})

graded(
  'asks again for a credit that failed, before it goes on',
  { of: death, points: 2, after: [TWO_LEFT, SURVIVES], beliefs: ['swallowed-error'] },
  ({ shop, lanes }) => {
    const wasRefused = new Set(refusedIn(shop.evidence))
    const [lost] = lostOf(shop, lanes).filter(({ id }) => wasRefused.has(id))
    claim(lost === undefined, {
      saw: `the loyalty service was down when purchase ${lost?.id} of ${lost?.shop} was to be credited, and nobody asked again`,
      expected: 'the credit asked for again, until the service answers',
      weight: 'lost',
    })
  },
)

const STOPS = 'stops by itself within 5 seconds after SIGTERM, with exit code 0, and leaves its group at once'
const FINISHES = 'finishes the purchase that it has in hand'
const LOSES_NOTHING = 'what it did not get to is credited after the next start'

graded(STOPS, { of: stop, points: 2, beliefs: ['no-graceful-shutdown'] }, ({ exit, inHand, lane, shop, program }) => {
  claim(inHand !== undefined, {
    saw: `the credit of ${lane[1]?.id} was never asked for; the program ${program.fate}`,
    expected: 'a worker that has it in hand when SIGTERM comes',
    weight: 'lost',
  })
  claim(exit !== undefined, { saw: 'it was still running 5 seconds after SIGTERM', expected: 'an end by itself' })
  claim(exit.code === 0, { saw: `it ended with ${exit.signal ?? `exit code ${exit.code}`}`, expected: 'exit code 0' })
  claim(
    shop.evidence.of('left').some(({ process, by }) => process === program.name && by === 'program'),
    { saw: 'it ended without leaving its group', expected: 'a disconnect, so that the group does not wait for it' },
  )
})

graded(FINISHES, { of: stop, points: 1, after: [STOPS], beliefs: [] }, ({ shop, program, inHand }) => {
  const done = creditsDone(shop.evidence).some(
    ({ process, purchaseId }) => process === program.name && purchaseId === inHand?.id,
  )
  claim(done, {
    saw: `it ended before the credit of ${inHand?.id} was answered`,
    expected: 'an end when the purchase in hand is credited and committed',
    weight: 'doubled',
  })
})

graded(
  LOSES_NOTHING,
  { of: stop, points: 2, after: [STOPS], beliefs: ['each-batch-auto-resolve', 'commit-per-process-not-per-partition'] },
  ({ shop, lanes, inHand }) => {
    const lost = lostOf(shop, lanes)
    claim(lost.length === 0, {
      saw: `SIGTERM came while ${inHand?.id} was in hand, and ${listed(lost.map(({ id }) => id))} ${lost.length === 1 ? 'was' : 'were'} never credited, by it or by the next`,
      expected: 'each purchase credited, before or after the restart',
      weight: 'lost',
    })
  },
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
  ({ shop, lane, inHand }) => {
    const credited = creditsDone(shop.evidence).map(({ purchaseId }) => purchaseId)
    const twice = lane.filter(({ id }) => credited.filter((one) => one === id).length > 1)
    claim(twice.length === 0, {
      saw: `SIGTERM came while ${inHand?.id} was in hand, and after the restart ${listed(twice.map(({ id }) => id))} ${twice.length === 1 ? 'was' : 'were'} credited once more`,
      expected: 'a commit of all that was credited, so that the next start begins behind it',
      weight: 'doubled',
    })
  },
)

/** Purchases of which the service said at least once that it was down. */
function refusedIn(evidence: Scene<CrewPlay>['shop']['evidence']): string[] {
  return evidence.of('credit-answered').flatMap((event) => (event.outcome === 'unavailable' ? [event.purchaseId] : []))
}

function claimShared({ shop, workers, isShared }: Scene<CrewPlay>): void {
  const joined = workers.map(({ name, fate }) => {
    const groups = groupsOf(shop.evidence, name).map((group) => consuming.withoutPrefix(group, shop.prefix))
    return `${name} ${groups.length > 0 ? `was in the group ${groups.join(', ')}` : `joined no group, and ${fate}`}`
  })
  claim(isShared, {
    saw: joined.join('; '),
    expected: 'both in the group loyalty, by its name group("loyalty"), and each with partitions of purchases',
    weight: 'doubled',
  })
}
