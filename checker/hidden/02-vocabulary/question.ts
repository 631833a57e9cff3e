import { isDeepStrictEqual } from 'node:util'
import type { Facts, Random, Shop } from '#grading'

/** What an experiment has shown on the broker. */
export interface Shown {
  readonly answer: unknown
  /** What happened, in lines for people: at most 60 columns. */
  readonly picture: readonly string[]
  /** Facts of the belief that only the experiment knows. */
  readonly facts?: Facts
}

/** A topic in which experiments take place, laid out once for all of them: Kafka needs a while to create a topic. */
export interface Ground<Layout = unknown> {
  /** The topic, without the prefix. */
  readonly topic: string
  draw(random: Random): Layout
  partitions(layout: Layout): number
  fill(shop: Shop, topic: string, layout: Layout): Promise<void>
}

/** What an experiment works with. */
export interface Lab<Layout = unknown> {
  readonly shop: Shop
  readonly topic: string
  readonly layout: Layout
  /** A group of its own, without the prefix. */
  group(number: number): string
}

/**
 * A question of part 2: a function of `predictions.ts` that says what will happen, and the experiment that shows what does.
 * `Scenario`: the numbers that the function gets.
 */
export interface Question<Scenario extends object = object, Layout = unknown> {
  /** The name of the function. */
  readonly name: string
  /** The test's name. */
  readonly asks: string
  /** The belief that gives wrong answers to it. */
  readonly belief: string
  readonly ground: Ground<Layout>
  /** The scenarios of a run. */
  draw(random: Random, layout: Layout): readonly Scenario[]
  experiment(lab: Lab<Layout>, scenario: Scenario): Promise<Shown>
  /** What Kafka promises. An experiment that shows something else is the broker's fault or ours. */
  promised(scenario: Scenario): unknown
  /** The facts of the belief when a wrong answer follows from it; `shown` is what happened. */
  followsFrom(scenario: Scenario, answer: unknown, shown: Shown): Facts | undefined
}

/** One scenario of a question in this run. */
export interface Case {
  readonly question: Question
  readonly scenario: object
}

/** All that is drawn for a run. */
export interface Drawn {
  readonly layouts: ReadonlyMap<Ground, unknown>
  /** Question by question. */
  readonly cases: readonly Case[]
}

export function drawCases(random: Random, questions: readonly Question[]): Drawn {
  const grounds = new Set(questions.map(({ ground }) => ground))
  const layouts = new Map([...grounds].map((ground) => [ground, ground.draw(random)]))
  const cases = questions.flatMap((question) =>
    question.draw(random, layouts.get(question.ground)).map((scenario) => ({ question, scenario })),
  )
  return { layouts, cases }
}

/** Plays every case on the broker, side by side; gives back what each has shown, in their order. */
export async function experimentOn(shop: Shop, { layouts, cases }: Drawn): Promise<Shown[]> {
  const grounds = [...layouts]
  await shop.createTopics(
    Object.fromEntries(grounds.map(([ground, layout]) => [ground.topic, ground.partitions(layout)])),
  )
  await Promise.all(grounds.map(([ground, layout]) => ground.fill(shop, ground.topic, layout)))
  return Promise.all(
    cases.map(async ({ question, scenario }, index) => {
      const { topic } = question.ground
      const group = (number: number) => `${question.name}-${index}-${number}`
      const lab = { shop, topic, layout: layouts.get(question.ground), group }
      const shown = await question.experiment(lab, scenario)
      const promised = question.promised(scenario)
      if (!isDeepStrictEqual(shown.answer, promised))
        throw new Error(`${call(question, scenario)}: the broker showed ${text(shown.answer)}, not ${text(promised)}`)
      return shown
    }),
  )
}

/** `leftInTopic({ records: 30, read: 10 })` */
export function call({ name }: Question, scenario: object): string {
  return `${name}(${text(scenario)})`
}

/** A value as a learner would write it. */
export function text(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(text).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([name, field]) => `${name}: ${text(field)}`)
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
  }
  return typeof value === 'string' ? `'${value}'` : String(value)
}

/** `offsets 0 … 29`, or that there are none. */
export function offsets(from: bigint | number, next: bigint | number): string {
  if (from === next) return 'no offsets'
  const last = BigInt(next) - 1n
  return BigInt(from) === last ? `offset ${last}` : `offsets ${from} … ${last}`
}

/** Rows as columns that stand below each other. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** Records with their numbers as values, from `from` on. */
export function numbered(count: number, from = 0): { value: string }[] {
  return Array.from({ length: count }, (_, index) => ({ value: String(from + index) }))
}
