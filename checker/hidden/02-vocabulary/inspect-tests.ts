import { claim, counted, graded, scenario } from '#grading'
import { type InspectPlay, type Truth, groupAtRest, groupAtWork, nothingYet } from './inspect-scenes.ts'
import { printed } from './printed.ts'
import { inspectRules as rules } from './rules.ts'

const rest = scenario('a group at rest', { part: 1, rules }, groupAtRest)
const work = scenario('a group at work', { part: 1, rules }, groupAtWork)
const empty = scenario('nothing yet', { part: 1, rules }, nothingYet)

const LOOKS = 'looks and changes nothing: it joins no group and commits nothing'
const SAYS = 'prints one line of JSON last, and ends by itself with exit code 0'

graded(LOOKS, { of: rest, points: 2, beliefs: ['inspecting-moves-the-group'] }, ({ shop }) => {
  const [commit] = shop.evidence.of('commit-requested')
  claim(commit === undefined, {
    saw: `it committed offset ${commit?.offset} for the group receipts on partition ${commit?.partition}`,
    expected: 'the offsets of the group as they were',
    weight: 'lost',
  })
  claim(!shop.evidence.of('requested').some(({ api }) => api === 'JoinGroup'), {
    saw: 'it joined the group receipts',
    expected: 'questions alone: a member more makes Kafka divide the partitions anew',
    weight: 'lost',
  })
})

graded(SAYS, { of: rest, points: 1, after: [LOOKS], beliefs: ['never-disconnects'] }, ({ program, open }) => {
  claim(isObject(program.lastJson), {
    saw: `the last line ${program.lastLine ?? '(none)'}${program.exit?.code === 0 ? '' : `; the program ${program.fate}`}`,
    expected: 'one line of JSON with topics, partitions, records and members',
    weight: 'lost',
  })
  claim(program.exit !== undefined, {
    saw: `it printed its last line and still runs, with ${counted(open, 'connection')} to Kafka open`,
    expected: 'an end by itself',
  })
  claim(program.exit.code === 0, {
    saw: `exit code ${program.exit.code ?? program.exit.signal}`,
    expected: 'exit code 0',
  })
})

graded(
  'tells of each partition its leader, its earliest and its latest offset',
  { of: rest, points: 2, after: [LOOKS, SAYS], beliefs: [] },
  tellsPartitions,
)

graded(
  'counts the records that are there now',
  { of: rest, points: 2, after: [LOOKS, SAYS], beliefs: ['count-is-the-latest-offset'] },
  countsRecords,
)

graded(
  'tells of each partition how far the group lags, and null where it has committed nothing',
  { of: rest, points: 2, after: [LOOKS, SAYS], beliefs: ['lag-of-a-group-that-never-committed'] },
  tellsLags,
)

graded(
  "counts the shop's topics",
  { of: rest, points: 1, after: [LOOKS, SAYS], beliefs: ['internal-topics-counted'] },
  ({ program, truth }) => {
    claim(printed(program).topics === truth.topics, {
      saw: `topics: ${shown(printed(program).topics)}`,
      expected: `${truth.topics}: what Kafka keeps for itself is not the shop's`,
    })
  },
)

graded(
  'counts the members of a group at work, and disturbs none of them',
  { of: work, points: 2, after: [LOOKS, SAYS] },
  (scene) => {
    tellsMembers(scene)
    tellsPartitions(scene)
    tellsLags(scene)
  },
)

graded(
  'tells as much of a topic without records and of a group that was never there',
  { of: empty, points: 2, after: [LOOKS, SAYS] },
  (scene) => {
    tellsPartitions(scene)
    countsRecords(scene)
    tellsLags(scene)
    tellsMembers(scene)
  },
)

function tellsPartitions({ program, truth }: InspectPlay): void {
  const told = printed(program).partitions
  for (const { partition, leader, earliest, latest } of truth.partitions) {
    const one = told.get(partition)
    const right = one?.leader === leader && one.earliest === Number(earliest) && one.latest === Number(latest)
    claim(right, {
      saw: one
        ? `partition ${partition}: leader ${shown(one.leader)}, earliest ${shown(one.earliest)}, latest ${shown(one.latest)}`
        : `nothing about partition ${partition}; the last line ${program.lastLine ?? '(none)'}, and the program ${program.fate}`,
      expected: `partition ${partition}: leader ${leader}, earliest ${earliest}, latest ${latest}`,
      weight: 'lost',
    })
  }
  claim(told.size === truth.partitions.length, {
    saw: `${told.size} partitions`,
    expected: `${truth.partitions.length} partitions`,
  })
}

function countsRecords({ program, truth }: InspectPlay): void {
  const { records } = printed(program)
  claim(records === truth.records, {
    saw: `records: ${shown(records)}`,
    expected: `${truth.records}: ${sumOf(truth)}`,
  })
}

function tellsLags({ program, truth }: InspectPlay): void {
  const told = printed(program).partitions
  const wrong = truth.partitions.find(({ partition, lag }) => told.get(partition)?.lag !== lag)
  claim(wrong === undefined, {
    saw: `partition ${wrong?.partition}: lag ${shown(told.get(wrong?.partition ?? -1)?.lag)}`,
    expected:
      wrong?.lag === null
        ? `lag null: the group has committed nothing on partition ${wrong.partition}`
        : `lag ${wrong?.lag}: from its committed offset to the latest, ${wrong?.latest}`,
  })
}

function tellsMembers({ program, truth }: InspectPlay): void {
  claim(printed(program).members === truth.members, {
    saw: `members: ${shown(printed(program).members)}; the program ${program.fate}`,
    expected: `members: ${truth.members}`,
  })
}

function sumOf({ partitions }: Truth): string {
  return partitions.map(({ earliest, latest }) => `(${latest} - ${earliest})`).join(' + ')
}

function shown(value: unknown): string {
  return value === undefined ? '(not there)' : JSON.stringify(value)
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
