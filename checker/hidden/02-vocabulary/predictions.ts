import type { CallOutcome, Host, Shop } from '#grading'
import { handledByGroup, idleWorkers, readByGroups, whereOffsetsAreKept } from './group-questions.ts'
import { leftInTopic, offsetToCommit, readInOrder, recordsAtOffset, shareAPartition } from './log-questions.ts'
import { type Case, type Question, type Shown, drawCases, experimentOn } from './question.ts'

/** In the order of the task. */
export const QUESTIONS: readonly Question[] = [
  leftInTopic,
  offsetToCommit,
  recordsAtOffset,
  shareAPartition,
  readInOrder,
  readByGroups,
  handledByGroup,
  idleWorkers,
  whereOffsetsAreKept,
]

/** A function that computes with a few numbers is over in a millisecond; this is for a machine that stands still for a while. */
const ANSWER_LIMIT_MS = 3_000

/** A prediction and what happened. */
export interface Prediction extends Case {
  readonly outcome: CallOutcome
  readonly shown: Shown
}

/** What the tests of part 2 look at. */
export interface PredictionsPlay {
  /** Of each question its scenarios, up to the first that the function had no answer to. */
  readonly predictions: readonly Prediction[]
}

/** The experiments run on the broker while the functions are asked: neither knows of the other. */
export async function predictAndRun(shop: Shop): Promise<PredictionsPlay> {
  const drawn = drawCases(shop.random, QUESTIONS)
  const { cases } = drawn
  const experiments = experimentOn(shop, drawn)
  const outcomes = await askAll(await shop.host('predictions.ts', { partly: true }), cases)
  const shown = await experiments
  const predictions = cases.flatMap((one, index) => {
    const [outcome, result] = [outcomes[index], shown[index]]
    return outcome && result ? [{ ...one, outcome, shown: result }] : []
  })
  return { predictions }
}

/** Undefined for what is not asked any more, as the function gave no answer before. */
async function askAll(host: Host, cases: readonly Case[]): Promise<(CallOutcome | undefined)[]> {
  const outcomes: (CallOutcome | undefined)[] = []
  const silent = new Set<Question>()
  for (const { question, scenario } of cases) {
    const outcome = silent.has(question)
      ? undefined
      : await host.call(question.name, [scenario], { limitMs: ANSWER_LIMIT_MS })
    if (outcome && answerIn(outcome) === undefined) silent.add(question)
    outcomes.push(outcome)
  }
  return outcomes
}

/** What a function has answered, read with goodwill: digits are a number, and so is a BigInt. Undefined where there is no answer. */
export function answerIn(outcome: CallOutcome): unknown {
  if (outcome.kind === 'unreadable') return /^-?\d+n$/.test(outcome.shown) ? parseInt(outcome.shown, 10) : undefined
  if (outcome.kind !== 'returned') return undefined
  const { value } = outcome
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value
}
