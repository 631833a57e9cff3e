import * as solution from '../../../../solutions/02-vocabulary/predictions.ts'

type Value = number | string
type Scenario = Readonly<Record<string, number | readonly number[]>>

/** The exercise whose functions are asked here. */
export const PREDICTIONS_ID = '02-vocabulary'

/** With which numbers each question is asked here, and the section of the lesson that answers it. */
const ASKED: Readonly<Record<string, { readonly scenario: Scenario; readonly section: string }>> = {
  leftInTopic: { scenario: { records: 30, read: 12 }, section: 'a-topic-is-a-log' },
  offsetToCommit: { scenario: { lastDone: 17 }, section: 'how-far-a-group-has-come' },
  recordsAtOffset: { scenario: { lengths: [9, 4, 7], offset: 5 }, section: 'each-partition-counts-for-itself' },
  shareAPartition: { scenario: { shops: 3, partitions: 3 }, section: 'a-key-picks-the-partition' },
  readInOrder: { scenario: { first: 0, second: 2 }, section: 'each-partition-counts-for-itself' },
  readByGroups: { scenario: { records: 24, groups: 3 }, section: 'workers-divide-groups-do-not' },
  handledByGroup: { scenario: { records: 24, partitions: 4, workers: 3 }, section: 'workers-divide-groups-do-not' },
  idleWorkers: { scenario: { partitions: 4, workers: 6 }, section: 'workers-divide-groups-do-not' },
  whereOffsetsAreKept: { scenario: { offset: 17 }, section: 'how-far-a-group-has-come' },
}

export interface Choice {
  readonly value: string
  readonly note: string
}

export interface Question {
  /** The name of the function in the task. */
  readonly name: string
  readonly text: string
  /** None where the answer is a number. */
  readonly choices: readonly Choice[]
  /** What Kafka does: the answer of the reference solution. */
  readonly answer: Value
  /** In the words of the reference solution. */
  readonly why: string
  /** The anchor in the lesson. */
  readonly section: string
}

/** A row of the task's tables: function, scenario, question. */
const ROW = /^\| `(\w+)` \| `\{[^|]*\}` \| (.+) \|$/gm
const CHOICE = /`'(\w+)'`(?: \(([^)]+)\))?/g

/**
 * The questions of the task as they are asked here. Their words are the task's, the answers and the reasons those of the reference
 * solution (`code`: its text), so that each has one home.
 */
export function questionsOf(task: string, code: string): Question[] {
  return [...task.matchAll(ROW)].flatMap(([, name = '', words = '']) => {
    const asked = Object.hasOwn(ASKED, name) ? ASKED[name] : undefined
    const answer = answerTo(name, asked?.scenario)
    if (asked === undefined || answer === undefined) return []
    const choices = [...words.matchAll(CHOICE)].map(([, value = '', note = '']) => ({ value, note }))
    const question = choices.length === 0 ? words : words.slice(0, words.search(CHOICE))
    return {
      name,
      text: filledIn(question, asked.scenario),
      choices,
      answer,
      why: whyOf(name, code),
      section: asked.section,
    }
  })
}

function answerTo(name: string, scenario: Scenario | undefined): Value | undefined {
  const functions: Readonly<Record<string, unknown>> = solution
  const predict = Object.hasOwn(functions, name) ? functions[name] : undefined
  return typeof predict === 'function' && scenario !== undefined
    ? (predict as (of: Scenario) => Value)(scenario)
    : undefined
}

/** `records` in the question becomes the number of records; a list is told partition by partition. */
function filledIn(question: string, scenario: Scenario): string {
  const withLists = question.replace(/`(\w+)\[0\]` to partition 0, and so on/, (all, name: string) => {
    const list = scenario[name]
    return Array.isArray(list) ? list.map((count, partition) => `${count} to partition ${partition}`).join(', ') : all
  })
  return withLists.replace(/`(\w+)`/g, (all, name: string) => String(scenario[name] ?? all)).trim()
}

/** What the reference solution says above the function. */
function whyOf(name: string, code: string): string {
  return new RegExp(`/\\*\\* (.+) \\*/\\nexport function ${name}\\(`).exec(code)?.[1]?.replaceAll('`', '') ?? ''
}
