import { type RuleTable, type Scene, producing, shownBy } from '#grading'
import { type RedrivePlay, idOf } from './redrive-scene.ts'

/** The bonus. */
export const redriveRules: RuleTable<Scene<RedrivePlay>> = {
  'misspelt-topic': ({ strays, shop }) =>
    producing.misspeltTopic(strays, ['purchases.dlq', 'purchases', 'returns'], shop),
  'dry-run-commits': ({ dry, committedByDry, shop }) => {
    const committed = committedByDry.reduce<bigint>((sum, offset) => sum + (offset ?? 0n), 0n)
    const offsets = committedByDry.flatMap((offset, partition) =>
      offset === null || offset === 0n ? [] : [`offset ${offset} of partition ${partition}`],
    )
    if (dry.sent.length > 0 || committed === 0n) return undefined
    const asked = shop.evidence.of('commit-requested').filter(({ process }) => process === dry.program.name)
    return shownBy({ committed: offsets.join(' and '), count: committed.toString() }, ...asked.toReversed())
  },
  'redrive-twice': ({ real, again, idle, waiting }) => {
    const first = new Set(real.sent.map(({ record }) => idOf(record)))
    const twice = [...again.sent, ...idle.sent].filter(({ record }) => first.has(idOf(record)))
    const [example] = twice
    if (!example) return undefined
    const id = idOf(example.record)
    const before = real.sent.find(({ record }) => idOf(record) === id)
    return shownBy({ count: twice.length, total: waiting.length, id }, example.event, before?.event)
  },
  'no-key': ({ real, shop }) =>
    producing.noKey(
      real.sent.map(({ record }) => record),
      shop.evidence,
    ),
  'redrive-keeps-dlq-headers': ({ real }) => {
    const kept = real.sent.flatMap(({ record }) => record.headers.filter(({ key }) => key.startsWith('dlq-')))
    const sent = real.sent.filter(({ record }) => record.headers.some(({ key }) => key.startsWith('dlq-')))
    if (!kept[0]) return undefined
    const facts = { header: kept[0].key, count: sent.length, total: real.sent.length }
    return shownBy(facts, ...sent.map(({ event }) => event))
  },
}
