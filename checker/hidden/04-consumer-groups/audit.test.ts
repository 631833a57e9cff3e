import { claim, consuming, expect, graded, groupsOf, idsIn, jsonOf, listed, scenario } from '#grading'
import { auditAfterLoyalty } from './audit-scenes.ts'
import { auditRules as rules } from './rules.ts'

const audit = scenario('audit after loyalty', { part: 4, rules }, auditAfterLoyalty)

const OWN_GROUP = 'reads purchases as a group of its own, audit'
const LOGS_ALL = 'appends every purchase to audit-log once, also those that the group loyalty has credited'

graded(OWN_GROUP, { of: audit, points: 1, beliefs: ['audit-shares-the-group'] }, ({ shop, program }) => {
  const groups = groupsOf(shop.evidence, program.name).map((name) => consuming.withoutPrefix(name, shop.prefix))
  claim(groups.length === 1 && groups[0] === 'audit', {
    saw:
      groups.length === 0 ? `it joined no group; the program ${program.fate}` : `it was in the group ${listed(groups)}`,
    expected: 'a member of the group audit, by its name group("audit")',
    weight: 'lost',
  })
})

graded(LOGS_ALL, { of: audit, points: 2, after: [OWN_GROUP], beliefs: [] }, ({ log, purchases }) => {
  expect(idsIn(log)).toAccountFor(purchases, { idOf: ({ id }) => id, what: 'purchases', where: 'in audit-log' })
})

graded('with key and value as they were', { of: audit, points: 1, after: [LOGS_ALL], beliefs: [] }, (scene) => {
  const { log, sold } = scene
  const originals = new Map(sold.map((record) => [String(jsonOf(record.value)?.id), record]))
  const changed = log.filter(({ key, value }) => {
    const original = originals.get(String(jsonOf(value)?.id))
    return !isSame(original?.key, key) || !isSame(original?.value, value)
  })
  claim(changed.length === 0, {
    saw: `${changed.length} of ${log.length} differ from their purchase: ${listed(idsIn(changed))}`,
    expected: 'the bytes of key and value as they came',
  })
})

graded(
  'leaves the offsets of the group loyalty alone, and commits its own',
  { of: audit, points: 1, after: [LOGS_ALL], beliefs: [] },
  ({ committed, lanes, morning }) => {
    const ends = lanes.map((lane) => BigInt(lane.length))
    const before = lanes.map((lane) => BigInt(lane.filter((purchase) => morning.includes(purchase)).length))
    claim(
      committed.loyalty.every((offset, partition) => offset === before[partition]),
      {
        saw: `loyalty has committed ${committed.loyalty.join(', ')}`,
        expected: `${before.join(', ')}, as before the audit started`,
        weight: 'lost',
      },
    )
    claim(
      committed.audit.every((offset, partition) => offset === ends[partition]),
      {
        saw: `audit has committed ${committed.audit.map((offset) => offset ?? 'nothing').join(', ')}`,
        expected: `${ends.join(', ')}: on each partition the offset of the next record to read`,
        weight: 'doubled',
      },
    )
  },
)

graded(
  'stops by itself within 5 seconds after SIGTERM, with exit code 0, and leaves the group audit',
  { of: audit, points: 1, after: [LOGS_ALL], beliefs: ['no-graceful-shutdown'] },
  ({ exit, shop, program }) => {
    claim(exit !== undefined, { saw: 'it was still running 5 seconds after SIGTERM', expected: 'an end by itself' })
    claim(exit.code === 0, { saw: `it ended with ${exit.signal ?? `exit code ${exit.code}`}`, expected: 'exit code 0' })
    claim(
      shop.evidence.of('left').some(({ process, by }) => process === program.name && by === 'program'),
      { saw: 'it ended without leaving its group', expected: 'a disconnect, so that the group does not wait for it' },
    )
  },
)

function isSame(a: Buffer | null | undefined, b: Buffer | null): boolean {
  return a === b || (Buffer.isBuffer(a) && Buffer.isBuffer(b) && a.equals(b))
}
