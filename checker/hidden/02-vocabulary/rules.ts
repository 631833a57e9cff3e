import {
  type Facts,
  type Moment,
  type RuleTable,
  type Scene,
  type Shop,
  type Sighting,
  moments,
  producing,
  shownBy,
} from '#grading'
import { isDeepStrictEqual } from 'node:util'
import type { InspectPlay } from './inspect-scenes.ts'
import { type Prediction, type PredictionsPlay, QUESTIONS, answerIn } from './predictions.ts'
import { printed } from './printed.ts'

/** Part 1. The first that fires is named: who has changed what it looks at comes before what it says about it. */
export const inspectRules: RuleTable<Scene<InspectPlay>> = {
  'inspecting-moves-the-group': movesTheGroup,
  'never-disconnects': ({ shop, program, open }) => producing.neverDisconnects(shop.evidence, program.name, open),
  'count-is-the-latest-offset': ({ program, truth, shop }) => {
    const latest = truth.partitions.reduce((sum, partition) => sum + Number(partition.latest), 0)
    const { records } = printed(program)
    if (records !== latest || latest === truth.records) return undefined
    return printedBy({ shop, program }, { counted: latest, records: truth.records })
  },
  'lag-of-a-group-that-never-committed': ({ program, truth, shop }) => {
    const told = printed(program).partitions
    const wrong = truth.partitions.find(
      ({ partition, lag }) => lag === null && typeof told.get(partition)?.lag === 'number',
    )
    if (!wrong) return undefined
    const { partition, latest } = wrong
    const lag = told.get(partition)?.lag as number
    return printedBy({ shop, program }, { partition, lag, latest: String(latest) })
  },
  'internal-topics-counted': ({ program, truth: { topics, internal }, shop }) =>
    internal.length > 0 && printed(program).topics === topics + internal.length
      ? printedBy({ shop, program }, { counted: topics + internal.length, topics, internal: internal.join(', ') })
      : undefined,
}

/** What it says is in its last line. */
function printedBy({ shop, program }: Pick<Scene<InspectPlay>, 'shop' | 'program'>, facts: Facts): Sighting {
  return shownBy(facts, moments.lastLineOf(shop.evidence, program.name))
}

/** kafkajs' word to a program that wants it to set offsets (src/admin/index.js): it refuses while the group has members. */
const REFUSED_TO_SET = 'The consumer group must have no running instances'

function movesTheGroup({ shop: { evidence }, program }: Scene<InspectPlay>): Sighting | undefined {
  const commits = evidence.of('commit-requested')
  const [commit] = commits
  if (commit)
    return shownBy({ did: `committed offset ${commit.offset} on partition ${commit.partition} for it` }, ...commits)
  const asked = evidence.of('requested').find(({ api }) => api === 'JoinGroup')
  const joins = moments.joinsOf(evidence, program.name)
  if (asked) return shownBy({ did: 'joined it, which makes Kafka divide its partitions anew' }, ...joins, asked)
  if (!program.fate.includes(REFUSED_TO_SET)) return undefined
  const said = evidence.of('printed').find(({ stream, line }) => stream === 'stderr' && line.includes(REFUSED_TO_SET))
  return shownBy({ did: 'tried to set its offsets, which kafkajs refused' }, said)
}

/** Part 2: of each question the belief behind it, where the first wrong answer is one that follows from it. */
export const predictionRules: RuleTable<Scene<PredictionsPlay>> = Object.fromEntries(
  QUESTIONS.map(({ name, belief }) => [belief, (scene: Scene<PredictionsPlay>) => wronglyPredicted(scene, name)]),
)

function wronglyPredicted({ predictions, shop }: Scene<PredictionsPlay>, name: string): Sighting | undefined {
  const wrong = predictions.find(
    ({ question, outcome, shown }) => question.name === name && !isDeepStrictEqual(answerIn(outcome), shown.answer),
  )
  const facts = wrong?.question.followsFrom(wrong.scenario, answerIn(wrong.outcome), wrong.shown)
  return wrong && facts && shownBy(facts, ...callMoments(shop, wrong))
}

/** The answer of a function, and the question. */
function callMoments({ evidence }: Shop, { question, scenario }: Prediction): readonly (Moment | undefined)[] {
  const called = evidence
    .of('called')
    .find(({ name, args }) => name === question.name && isDeepStrictEqual(args, [scenario]))
  return [evidence.of('call-ended').find(({ call }) => call === called?.call), called]
}
