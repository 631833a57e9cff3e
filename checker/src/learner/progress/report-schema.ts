import { type Static, Type } from '@sinclair/typebox'

/** The version goes up whenever a reader of the old shape would misread the new one. */
export const PROGRESS_REPORT_VERSION = 1

const Time = Type.String({ description: 'ISO 8601, in UTC.' })
const Status = Type.Union([Type.Literal('passed'), Type.Literal('failed'), Type.Literal('not-started')])
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])
const Count = Type.Integer({ minimum: 0 })

const Part = Type.Object({
  part: Type.Integer({ minimum: 1 }),
  title: Type.String(),
  bonus: Type.Boolean({ description: "Neither the exercise's status nor its points look at it." }),
  status: Status,
  points: Count,
  maxPoints: orNull(Count),
  attempts: Count,
  hintsSeen: Count,
})

const Belief = Type.Object({
  belief: Type.String({ description: 'The name of its file in checker/beliefs.' }),
  met: Time,
  overcome: orNull(Time),
})

const Exercise = Type.Object({
  exercise: Type.String({ description: 'The slug: the folder name without its number.' }),
  id: Type.String(),
  title: Type.String(),
  status: Type.Union([Type.Literal('passed'), Type.Literal('under-way'), Type.Literal('not-started')]),
  points: Type.Integer({ minimum: 0, description: 'The best of each part, a bonus left out.' }),
  maxPoints: orNull(Count),
  attempts: Type.Integer({ minimum: 0, description: 'Gradings in which something was started.' }),
  activeMs: Type.Integer({
    minimum: 0,
    description: 'From the first to the last grading, without pauses of more than 15 minutes; milliseconds.',
  }),
  lastAt: orNull(Time),
  beliefs: Type.Array(Belief),
  solutionsSeen: Type.Array(Type.Integer({ minimum: 1 }), {
    description: 'Parts whose solution was shown before they were passed.',
  }),
  parts: Type.Array(Part),
})

/** What `npm run progress -- --report FILE` writes. */
export const ProgressReport = Type.Object({
  schemaVersion: Type.Literal(PROGRESS_REPORT_VERSION),
  exercises: Type.Array(Exercise),
  next: Type.Object({
    kind: Type.Union([Type.Literal('part'), Type.Literal('exercise'), Type.Literal('done')]),
    exercise: Type.Optional(Type.String({ description: 'The slug.' })),
    part: Type.Optional(Type.Integer({ minimum: 1 })),
  }),
})

export type ProgressReport = Static<typeof ProgressReport>

/** The JSON schema of that report, as `docs/progress.schema.json` has it. */
export function progressJsonSchema(): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Progress in the Kafka workshop',
    ...ProgressReport,
  }
  return `${JSON.stringify(schema, null, 2)}\n`
}
