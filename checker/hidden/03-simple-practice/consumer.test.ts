import { isDeepStrictEqual } from 'node:util'
import {
  type Program,
  claim,
  claimLastLine,
  claimStopped,
  expect,
  graded,
  jsonOf,
  listed,
  moments,
  scenario,
} from '#grading'
import { claimAsksForAcknowledgements } from './acknowledgements.ts'
import { oddities, yesterdayAndToday } from './consumer-scenes.ts'
import { committedTooEarly, receiptMoments, tooEarlyMoments } from './receipts.ts'
import { consumerRules as rules } from './rules.ts'

const days = scenario('yesterday and today', { part: 2, rules }, yesterdayAndToday)
const odd = scenario('oddities', { part: 3, rules }, oddities)

/** What became of it, unless it runs as it should and complains of nothing. */
const fateOf = (program: Program) =>
  program.exit === undefined && program.complaint === undefined ? undefined : program.fateAndLastLine

const JOINS = 'reads purchases as a member of the group receipts'
const EARLY = 'writes a receipt for each purchase from before its first start'
const LATE = 'goes on with purchases that come while it runs'
const WHOLE = 'fills in purchaseId, shop and totalCents'

graded(
  JOINS,
  {
    of: days,
    points: 1,
    beliefs: ['misspelt-topic', 'subscribe-after-run'],
    read: '#where-a-new-group-begins',
  },
  ({ shop, program }) => {
    const member = shop.evidence.of('joined').find(({ error }) => error === 0)
    const connected = shop.evidence.of('connected').length > 0
    claim(member !== undefined, {
      saw: `no member of any group${connected ? '' : ', and no connection to Kafka'}; the program ${program.fateAndLastLine}`,
      expected: 'a member of the group receipts, until the program is told to stop',
      weight: 'lost',
    })
    claim(member.group === shop.group('receipts'), {
      saw: `a member of the group ${member.group.replace(shop.prefix, '')}`,
      expected: 'a member of the group receipts, by its name group("receipts")',
      weight: 'lost',
    })
    const topics = member.subscription.map((name) => name.replace(shop.prefix, ''))
    claim(isDeepStrictEqual(topics, ['purchases']), {
      saw: topics.length === 0 ? 'a member that asks for no topic' : `a member that reads ${topics.join(', ')}`,
      expected: 'a member that reads purchases',
      weight: 'lost',
    })
  },
)

graded(
  EARLY,
  {
    of: days,
    points: 2,
    after: [JOINS],
    beliefs: [
      'misspelt-topic',
      'stops-when-all-is-read',
      'missed-before-join',
      'stringified-object',
      'value-not-decoded',
    ],
  },
  ({ receipts, receiptIds, early, late, program, shop }) => {
    const unreadable = receipts.filter(({ value }) => jsonOf(value)?.purchaseId === undefined)
    claim(unreadable.length === 0, {
      saw: `${unreadable.length} of ${receipts.length} receipts name no purchaseId, for example ${unreadable[0]?.value?.toString('utf8').slice(0, 80)}`,
      expected: 'JSON with the id of the purchase as purchaseId',
      weight: 'lost',
      shownBy: moments.sendsOf(shop.evidence, unreadable),
    })
    const lateIds = new Set(late.map(({ id }) => id))
    expect(receiptIds.filter((id) => !lateIds.has(id))).toAccountFor(early, {
      idOf: ({ id }) => id,
      what: 'receipts for earlier purchases',
      where: 'in receipts',
      fate: fateOf(program),
      shownBy: (id) => receiptMoments(shop, id),
    })
  },
)

graded(
  LATE,
  {
    of: days,
    points: 1,
    after: [JOINS, EARLY],
    beliefs: ['stops-when-all-is-read'],
    read: '#where-a-new-group-begins',
  },
  ({ receiptIds, early, late, program, shop }) => {
    const earlyIds = new Set(early.map(({ id }) => id))
    expect(receiptIds.filter((id) => !earlyIds.has(id))).toAccountFor(late, {
      idOf: ({ id }) => id,
      what: 'receipts for later purchases',
      where: 'in receipts',
      fate: fateOf(program),
      shownBy: (id) => receiptMoments(shop, id),
    })
  },
)

graded(
  'commits a purchase only when its receipt is acknowledged',
  {
    of: days,
    points: 1,
    after: [EARLY, LATE],
    beliefs: ['unawaited-send'],
    read: '#sent-is-not-acknowledged',
  },
  (scene) => {
    claimAsksForAcknowledgements(scene.shop)
    const [first] = committedTooEarly(scene)
    claim(first === undefined, {
      saw: `offset ${first?.commit.offset} of partition ${first?.commit.partition} was committed while the receipt for ${first?.id}, before it, was not acknowledged`,
      expected: 'a commit when the receipts of all purchases before it are in Kafka',
      weight: 'lost',
      shownBy: first ? tooEarlyMoments(first) : [],
    })
  },
)

graded(WHOLE, { of: days, points: 1, after: [EARLY], beliefs: ['value-not-decoded'] }, (scene) => {
  const { receipts, early, late, shop } = scene
  const purchases = new Map([...early, ...late].map((purchase) => [purchase.id, purchase]))
  const wrong = receipts.filter(({ value }) => {
    const receipt = jsonOf(value)
    const purchase = purchases.get(String(receipt?.purchaseId))
    return receipt?.shop !== purchase?.shop || receipt?.totalCents !== purchase?.totalCents
  })
  claim(wrong.length === 0, {
    saw: `${wrong.length} of ${receipts.length} receipts are not those of their purchase, for example ${wrong[0]?.value?.toString('utf8').slice(0, 80)}`,
    expected: '{ purchaseId, shop, totalCents } of the purchase',
    weight: 'lost',
    shownBy: moments.sendsOf(shop.evidence, wrong),
  })
})

graded(
  'gives each receipt the key of its purchase',
  {
    of: days,
    points: 1,
    after: [EARLY],
    beliefs: ['no-key', 'key-of-its-own'],
    read: '#a-key-chooses-the-partition',
  },
  ({ receipts, early, late, shop: { evidence } }) => {
    const shopOf = new Map([...early, ...late].map(({ id, shop }) => [id, shop]))
    const wrong = receipts.filter(
      ({ key, value }) => key?.toString('utf8') !== shopOf.get(String(jsonOf(value)?.purchaseId)),
    )
    claim(wrong.length === 0, {
      saw: `${wrong.length} of ${receipts.length} receipts have another key, for example ${wrong[0]?.key?.toString('utf8') ?? 'none'} for ${String(jsonOf(wrong[0]?.value ?? null)?.purchaseId)}`,
      expected: 'the key of the purchase',
      weight: 'order',
      shownBy: moments.sendsOf(evidence, wrong),
    })
  },
)

const SURVIVES = 'writes the receipts that are due among records that are not purchases'

graded(
  SURVIVES,
  {
    of: odd,
    points: 2,
    beliefs: [
      'misspelt-topic',
      'subscribe-after-run',
      'stops-when-all-is-read',
      'throw-puts-aside',
      'tombstone-crash',
      'not-json-crash',
      'null-key-crash',
    ],
    read: '#records-you-did-not-expect',
  },
  ({ receiptIds, early, keyless, program, shop }) => {
    const due = early.filter(({ id }) => !keyless.includes(id))
    const missing = due.filter(({ id }) => !receiptIds.includes(id))
    const asked = shop.evidence.of('signalled').some(({ signal }) => signal === 'SIGTERM')
    const complaint = program.complaint === undefined ? '' : `; the program said: ${program.complaint}`
    const fate = asked ? complaint : `; the program ${program.fateAndLastLine}`
    claim(missing.length === 0, {
      saw: `${missing.length} of ${due.length} receipts are missing: ${listed(missing.map(({ id }) => id))}${fate}`,
      expected: 'odd records are skipped, and those behind them are read',
      weight: 'lost',
      shownBy: missing.flatMap(({ id }) => receiptMoments(shop, id)),
    })
  },
)

graded(
  'writes a receipt without a key for a purchase without a key',
  { of: odd, points: 1, after: [SURVIVES], beliefs: ['null-key-crash'], read: '#records-you-did-not-expect' },
  ({ receipts, receiptIds, keyless, shop }) => {
    const [id = ''] = keyless
    const receipt = receipts[receiptIds.indexOf(id)]
    claim(receipt !== undefined, {
      saw: `no receipt for ${id}, which has no key`,
      expected: 'a receipt for it: a key is not needed to be a purchase',
      weight: 'lost',
      shownBy: receiptMoments(shop, id),
    })
    claim(receipt.key === null, {
      saw: `the receipt for ${id} has the key "${receipt.key?.toString('utf8')}"`,
      expected: 'no key, as the purchase has none',
      weight: 'order',
      shownBy: receiptMoments(shop, id),
    })
  },
)

graded(
  'writes no receipt for what is not a purchase',
  { of: odd, points: 1, after: [SURVIVES], beliefs: ['json-is-enough'], read: '#records-you-did-not-expect' },
  ({ receiptIds, early, shop }) => {
    expect(receiptIds).toAccountFor(early, {
      idOf: ({ id }) => id,
      what: 'receipts that are due',
      where: 'in receipts',
      shownBy: (id) => receiptMoments(shop, id),
    })
  },
)

const STOPS = 'stops by itself within 5 seconds after SIGTERM, with exit code 0, and leaves its group'

graded(
  STOPS,
  {
    of: odd,
    points: 2,
    after: [SURVIVES],
    beliefs: ['no-graceful-shutdown', 'never-disconnects'],
    read: '#stopping-is-part-of-the-work',
  },
  claimStopped,
)

graded(
  'has committed all that it dealt with, so that the next start begins behind it',
  { of: odd, points: 1, after: [STOPS], beliefs: ['never-commits'], read: '#where-a-new-group-begins' },
  ({ committed, prepared, shop }) => {
    const ends = committed.map((_, partition) => prepared.filter((record) => record.partition === partition).length)
    const behind = ends.flatMap((end, partition) =>
      committed[partition] === BigInt(end)
        ? []
        : [`partition ${partition}: ${committed[partition] ?? 'none'} of ${end}`],
    )
    claim(behind.length === 0, {
      saw: `committed offsets ${behind.join('; ')}`,
      expected: `${ends.join(', ')}: the offset of the next record to read`,
      weight: 'doubled',
      shownBy: ends.map((_, partition) =>
        shop.evidence.of('commit-requested').findLast((event) => event.partition === partition),
      ),
    })
  },
)

graded(
  'counts receipts and skipped records in its last line',
  { of: odd, points: 1, after: [STOPS], beliefs: [] },
  ({ program, early, prepared }) => {
    const skipped = prepared.filter(({ kind }) => kind !== 'good' && kind !== 'no key').length
    claimLastLine(program, { receipts: early.length, skipped })
  },
)
