import { resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { QUESTIONS } from '../../hidden/02-vocabulary/predictions.ts'
import { drawCases } from '../../hidden/02-vocabulary/question.ts'
import { readBelief, tell } from '../../src/catalog/index.ts'
import { Random } from '../../src/grading/random.ts'

/** What the owner of each belief answers to its question. */
const BELIEVED: Readonly<Record<string, (numbers: Record<string, number>) => unknown>> = {
  'reading-removes-records': ({ records = 0, read = 0 }) => records - read,
  'commit-off-by-one': ({ lastDone = 0 }) => lastDone,
  'offsets-are-global': () => 1,
  'one-partition-per-key': () => 'impossible',
  'order-holds-across-partitions': () => 'certain',
  'two-groups-share': ({ records }) => records,
  'one-group-broadcasts': ({ records = 0, workers = 0 }) => records * workers,
  'more-workers-than-partitions': () => 0,
  'zookeeper-holds-offsets': () => 'zookeeper',
}
const ROOT = resolve(import.meta.dirname, '../../..')
const SEEDS = Array.from({ length: 300 }, (_, seed) => seed)

test.each(QUESTIONS)('$name names its belief whatever the seed, with all facts that its text needs', (question) => {
  const belief = readBelief(ROOT, question.belief)
  for (const seed of SEEDS) {
    const drawn = drawCases(new Random(seed, 'predictions'), QUESTIONS).cases.filter((one) => one.question === question)
    const answers = drawn.map(({ scenario }) => ({
      scenario,
      believed: BELIEVED[question.belief]?.(scenario as Record<string, number>),
      promised: question.promised(scenario),
    }))
    const wrong = answers.find(({ believed, promised }) => !isDeepStrictEqual(believed, promised))
    const shown = { answer: wrong?.promised, picture: [], facts: { together: 'Ghent and Mons', partition: 2 } }
    const facts = wrong && question.followsFrom(wrong.scenario, wrong.believed, shown)
    expect(facts && tell(belief, facts)).toMatch(/^[^{]+$/)
  }
})
