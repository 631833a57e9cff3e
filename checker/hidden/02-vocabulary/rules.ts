import { type Facts, type RuleTable, type Scene, counted } from '#grading'
import { isDeepStrictEqual } from 'node:util'
import type { InspectPlay } from './inspect-scenes.ts'
import { type PredictionsPlay, QUESTIONS, answerIn } from './predictions.ts'
import { printed } from './printed.ts'

/** Part 1. The first that fires is named: who has changed what it looks at comes before what it says about it. */
export const inspectRules: RuleTable<Scene<InspectPlay>> = {
  'inspecting-moves-the-group': movesTheGroup,
  'never-disconnects': ({ open }) => (open > 0 ? { open: counted(open, 'connection') } : undefined),
  'count-is-the-latest-offset': ({ program, truth }) => {
    const latest = truth.partitions.reduce((sum, partition) => sum + Number(partition.latest), 0)
    const { records } = printed(program)
    return records === latest && latest !== truth.records ? { counted: latest, records: truth.records } : undefined
  },
  'lag-of-a-group-that-never-committed': ({ program, truth }) => {
    const told = printed(program).partitions
    const wrong = truth.partitions.find(
      ({ partition, lag }) => lag === null && typeof told.get(partition)?.lag === 'number',
    )
    if (!wrong) return undefined
    return { partition: wrong.partition, lag: told.get(wrong.partition)?.lag as number, latest: String(wrong.latest) }
  },
  'internal-topics-counted': ({ program, truth: { topics, internal } }) =>
    internal.length > 0 && printed(program).topics === topics + internal.length
      ? { counted: topics + internal.length, topics, internal: internal.join(', ') }
      : undefined,
}

/** kafkajs' word to a program that wants it to set offsets (src/admin/index.js): it refuses while the group has members. */
const REFUSED_TO_SET = 'The consumer group must have no running instances'

function movesTheGroup({ shop, program }: Scene<InspectPlay>): Facts | undefined {
  const [commit] = shop.evidence.of('commit-requested')
  if (commit) return { did: `committed offset ${commit.offset} on partition ${commit.partition} for it` }
  const joined = shop.evidence.of('requested').some(({ api }) => api === 'JoinGroup')
  if (joined) return { did: 'joined it, which makes Kafka divide its partitions anew' }
  return program.fate.includes(REFUSED_TO_SET) ? { did: 'tried to set its offsets, which kafkajs refused' } : undefined
}

/** Part 2: of each question the belief behind it, where the first wrong answer is one that follows from it. */
export const predictionRules: RuleTable<Scene<PredictionsPlay>> = Object.fromEntries(
  QUESTIONS.map(({ name, belief }) => [belief, (scene: Scene<PredictionsPlay>) => wronglyPredicted(scene, name)]),
)

function wronglyPredicted({ predictions }: PredictionsPlay, name: string): Facts | undefined {
  const wrong = predictions.find(
    ({ question, outcome, shown }) => question.name === name && !isDeepStrictEqual(answerIn(outcome), shown.answer),
  )
  return wrong?.question.followsFrom(wrong.scenario, answerIn(wrong.outcome), wrong.shown)
}
