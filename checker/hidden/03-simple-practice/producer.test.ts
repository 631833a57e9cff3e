import { isDeepStrictEqual } from 'node:util'
import {
  type Scene,
  claim,
  claimLastLine,
  counted,
  expect,
  graded,
  idsIn,
  jsonOf,
  listed,
  parsed,
  scenario,
  sightingOf,
} from '#grading'
import { PARTITIONS, type ProducerPlay, fromAFile, lateAcknowledgement } from './producer-scenes.ts'
import { claimAsksForAcknowledgements } from './acknowledgements.ts'
import { badLinesSent } from './bad-lines.ts'
import { producerRules as rules } from './rules.ts'

const file = scenario('a file', { part: 1, rules }, fromAFile)
const late = scenario('a late acknowledgement', { part: 1, rules }, lateAcknowledgement)

/** What all that judge sends say of a program that sent nothing: one thing to read, and nothing earned. */
function nothingSent({ program, shop }: Scene<ProducerPlay>, input = '') {
  const connected = shop.evidence.of('connected').length > 0
  const section = connected ? '#sent-is-not-acknowledged' : '#one-producer-many-records'
  return {
    saw: `nothing in purchases${input}${connected ? '' : ', and no connection to Kafka'}; the program ${program.fateAndLastLine}`,
    expected: connected
      ? 'the purchases of its input, acknowledged before the program ends'
      : 'the purchases of its input, sent by a producer of `kafka` from #shop',
    weight: 'lost' as const,
    // What broke with an error, no section of a lesson explains.
    ...(program.complaint === undefined && { read: section }),
  }
}

/** An end that does not come is told before all else: what is said at the end may still follow. */
const stillRuns = (open: number) => ({
  saw: `it still runs, with ${counted(open, 'connection')} to Kafka open`,
  expected: 'an end by itself',
  beliefs: ['unawaited-send', 'never-disconnects'],
  read: '#one-producer-many-records',
})

const SENDS_ALL = 'sends every purchase of the file to purchases, once'

graded(
  SENDS_ALL,
  {
    of: file,
    points: 2,
    beliefs: ['misspelt-topic', 'acks-0', 'unawaited-send', 'whole-file-lost-on-one-bad-line', 'stringified-object'],
  },
  (scene) => {
    const { given, bad, program } = scene
    const sentBad = badLinesSent(scene)
    const records = scene.records.filter((record) => !sentBad.some(({ as }) => as === record))
    const unreadable = records.filter(({ value }) => jsonOf(value) === undefined)
    const example = unreadable[0]?.value?.toString('utf8') ?? ''
    claim(unreadable.length === 0, {
      saw: `${unreadable.length} of ${records.length} values are ${typeof parsed(example) === 'string' ? 'JSON of a text, not of an object' : 'not JSON'}, for example ${example.slice(0, 60)}`,
      expected: 'the purchase as JSON text',
      weight: 'lost',
      read: '#a-record-is-bytes',
    })
    claim(scene.records.length > 0, nothingSent(scene))
    expect(idsIn(records)).toAccountFor(given, {
      idOf: ({ id }) => id,
      what: 'purchases of the file',
      where: 'in purchases',
      fate: program.fateAndLastLine,
    })
    claim(sentBad.length === 0, {
      saw: `${sentBad.length} of the ${bad.length} lines that hold no purchase were sent, for example line ${sentBad[0]?.number}: ${sentBad[0]?.text}`,
      expected: 'nothing of a line that is not JSON, or has no id or no shop',
      weight: 'doubled',
      beliefs: ['json-is-enough'],
      read: '#bad-lines-are-daily-bread',
    })
  },
)

graded(
  'keys each record by its shop',
  {
    of: file,
    points: 2,
    after: [SENDS_ALL],
    beliefs: ['no-key', 'key-of-its-own'],
    read: '#a-key-chooses-the-partition',
  },
  ({ records, given }) => {
    const shopOf = new Map(given.map(({ id, shop }) => [id, shop]))
    const keys = new Map(records.map(({ key, value }) => [String(jsonOf(value)?.id), key?.toString('utf8')]))
    const wrong = records.filter(({ key, value }) => key?.toString('utf8') !== shopOf.get(String(jsonOf(value)?.id)))
    // By the order of the file and not of partitions, which are drawn: a replay gives the same example.
    const example = given.find(({ id, shop }) => keys.get(id) !== shop)
    const key = keys.get(example?.id ?? '')
    const which = key === undefined ? `${example?.id} of ${example?.shop}` : `${key} for ${example?.shop}`
    claim(wrong.length === 0, {
      saw: `${wrong.length} of ${records.length} records have ${key === undefined ? 'no key' : 'another key than their shop'}, for example ${which}`,
      expected: 'the name of the shop as the key',
      weight: 'order',
    })
  },
)

graded(
  'lets the key choose the partition',
  {
    of: file,
    points: 1,
    after: [SENDS_ALL, 'keys each record by its shop'],
    beliefs: ['hand-picked-partition'],
    read: '#a-key-chooses-the-partition',
  },
  ({ records }) => {
    const partitionsOf = new Map<string, Set<number>>()
    for (const { key, partition } of records) {
      const name = key?.toString('utf8') ?? ''
      partitionsOf.set(name, (partitionsOf.get(name) ?? new Set()).add(partition))
    }
    const spread = [...partitionsOf].find(([, partitions]) => partitions.size > 1)
    claim(spread === undefined, {
      saw: `the records of ${spread?.[0]} lie on partitions ${[...(spread?.[1] ?? [])].join(', ')}`,
      expected: 'all records of a shop on one partition, so that they keep their order',
      weight: 'order',
    })
    const used = new Set(records.map(({ partition }) => partition))
    claim(used.size > 1 || partitionsOf.size === 1, {
      saw: `the records of ${partitionsOf.size} shops all lie on partition ${[...used].join()}`,
      expected: `shops spread over the ${PARTITIONS} partitions by their keys`,
      weight: 'order',
    })
  },
)

graded(
  'marks each record as JSON with the header content-type',
  { of: file, points: 1, after: [SENDS_ALL], beliefs: [], read: '#a-record-is-bytes' },
  ({ records }) => {
    const types = records.map(({ headers }) =>
      headers.find(({ key }) => key === 'content-type')?.value?.toString('utf8'),
    )
    const wrong = types.filter((type) => !/^application\/json\b/.test(type ?? ''))
    const others = [...new Set(records.flatMap(({ headers }) => headers.map(({ key }) => key)))].slice(0, 5)
    const none = `no header content-type${others.length === 0 ? '' : `, only ${others.join(', ')}`}`
    claim(wrong.length === 0, {
      saw: `${wrong.length} of ${records.length} records have ${wrong[0] === undefined ? none : `content-type: ${wrong[0]}`}`,
      expected: 'content-type: application/json',
    })
  },
)

graded(
  'sends each purchase whole, as it stood in the file',
  { of: file, points: 1, after: [SENDS_ALL], beliefs: ['stringified-object'] },
  ({ records, given }) => {
    const sent = new Map(records.map(({ value }) => [String(jsonOf(value)?.id), jsonOf(value)]))
    const changed = given.filter((purchase) => !isDeepStrictEqual(sent.get(purchase.id), purchase))
    claim(changed.length === 0, {
      saw: `${changed.length} purchases differ from their lines: ${listed(changed.map(({ id }) => id))}`,
      expected: 'the whole purchase as the value',
      weight: 'lost',
    })
  },
)

const ASKS = 'asks for an acknowledgement of each record'

graded(ASKS, { of: file, points: 1, beliefs: [] }, (scene) => {
  claim(scene.shop.evidence.of('produced').length > 0, nothingSent(scene))
  claimAsksForAcknowledgements(scene.shop)
})

graded(
  'keeps one connection for all records',
  { of: file, points: 1, after: [SENDS_ALL], beliefs: ['unawaited-send', 'one-connection-per-message'] },
  ({ shop, program, records }) => {
    const connections = shop.evidence.of('connected').filter(({ process }) => process === program.name).length
    const allowed = 2 + 2 * shop.cluster.brokers.length
    claim(connections <= allowed, {
      saw: `${connections} connections for ${records.length} records`,
      expected: `one to find the cluster and one to each broker, ${allowed} at most`,
    })
  },
)

graded(
  'says how many it sent and which lines were bad, and exits with 1 when some were',
  {
    of: file,
    points: 2,
    after: [SENDS_ALL],
    beliefs: ['unawaited-send'],
    read: '#bad-lines-are-daily-bread',
  },
  ({ program, given, bad, blank, open }) => {
    claim(program.exit !== undefined, stillRuns(open))
    claimLastLine(
      program,
      { sent: given.length, bad: bad.map(({ number }) => number) },
      { hint: `lines ${blank.join(' and ')} are blank` },
    )
    claim(program.exit.code === 1, {
      saw: `exit code ${program.exit.code ?? program.exit.signal}`,
      expected: 'exit code 1, since some lines were bad',
    })
  },
)

const FROM_STDIN = ' from standard input, with no file named'
const READS_STDIN = 'reads standard input when no file is named'

graded(
  READS_STDIN,
  { of: late, points: 1, after: [SENDS_ALL], beliefs: ['misspelt-topic', 'unawaited-send'] },
  (scene) => {
    const { records, given, program } = scene
    claim(records.length > 0, nothingSent(scene, FROM_STDIN))
    expect(idsIn(records)).toAccountFor(given, {
      idOf: ({ id }) => id,
      what: 'purchases of standard input',
      where: 'in purchases',
      fate: program.fateAndLastLine,
    })
  },
)

graded(
  'says that it sent a purchase only when the broker has acknowledged it',
  { of: late, points: 2, after: [ASKS], beliefs: ['unawaited-send'] },
  (scene) => {
    claim(scene.shop.evidence.of('produced').length > 0, nothingSent(scene, FROM_STDIN))
    const early = sightingOf(rules['unawaited-send']?.(scene))
    claim(early === undefined, {
      saw: `it ${early?.facts.did} while ${early?.facts.unacknowledged} records were not acknowledged`,
      expected: 'nothing said or closed before the last acknowledgement',
      weight: 'lost',
      read: '#sent-is-not-acknowledged',
    })
  },
)

graded(
  'ends by itself with exit code 0 when every line was good',
  { of: late, points: 1, after: [READS_STDIN], beliefs: ['unawaited-send'] },
  ({ program, given, open }) => {
    claim(program.exit !== undefined, stillRuns(open))
    claimLastLine(program, { sent: given.length, bad: [] })
    claim(program.exit.code === 0, {
      saw: `exit code ${program.exit.code ?? program.exit.signal}`,
      expected: 'exit code 0',
    })
  },
)
