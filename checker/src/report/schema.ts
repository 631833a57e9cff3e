import { type Static, Type } from '@sinclair/typebox'
import { SCHEMA_VERSION } from './version.ts'

/** The Report: what a check says, for programs. Schema and type are one. */

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()])

export const Finding = Type.Object({
  /** The belief that the evidence names, by the name of its file in `checker/beliefs`; absent where no rule fits. */
  belief: Type.Optional(Type.String()),
  /** The belief in the learner's own words; there when `belief` is. */
  believed: Type.Optional(Type.String()),
  saw: Type.String({ description: 'What happened, with the numbers of this run.' }),
  expected: Type.String(),
  /** Why, in the words of the belief's file with the numbers of this run; absent where no belief is named. */
  because: Type.Optional(Type.String()),
  lesson: Type.String({
    description: 'Where to read: a section of a lesson, e.g. lessons/x/lesson.md#keys, or of the task.',
  }),
  scene: Type.Optional(
    Type.String({ description: "The scene that the test looked at: its evidence is in the run's folder." }),
  ),
  events: Type.Optional(
    Type.Array(Type.Integer({ minimum: 1 }), {
      description: "Numbers of that scene's events which show it, the one to look at first in front.",
    }),
  ),
})

export const TestResult = Type.Object({
  name: Type.String(),
  part: Type.Integer({ minimum: 1 }),
  points: Type.Integer({ minimum: 0 }),
  status: Type.Union([Type.Literal('pass'), Type.Literal('fail'), Type.Literal('skipped'), Type.Literal('error')]),
  ms: Type.Number({ minimum: 0 }),
  finding: Type.Optional(Finding),
  /** Why it was skipped, or what the error was. */
  detail: Type.Optional(Type.String()),
})

export const PartResult = Type.Object({
  part: Type.Integer({ minimum: 1 }),
  title: Type.String(),
  bonus: Type.Optional(
    Type.Literal(true, {
      description: "Neither the exercise's status nor its points look at it, unless nothing else was asked for.",
    }),
  ),
  status: Type.Union([
    Type.Literal('passed'),
    Type.Literal('failed'),
    Type.Literal('not-started'),
    Type.Literal('ungradable'),
  ]),
  points: Type.Integer({ minimum: 0 }),
  maxPoints: Type.Integer({ minimum: 0 }),
  /** For `not-started`: the first step, as the stub's `notWritten()` says it. */
  firstStep: Type.Optional(Type.String()),
})

export const ExerciseResult = Type.Object({
  exercise: Type.String({ description: 'The slug: the folder name without its number.' }),
  id: Type.String({ description: "The folder's name." }),
  title: Type.String(),
  seed: Type.Integer(),
  status: PartResult.properties.status,
  points: Type.Integer({ minimum: 0 }),
  maxPoints: Type.Integer({ minimum: 0 }),
  parts: Type.Array(PartResult),
  tests: Type.Array(TestResult),
  /** The finding to show first: loss before doubling before order before polish. */
  headline: Type.Optional(Type.Intersect([Finding, Type.Object({ test: Type.String(), part: Type.Integer() })])),
  /** Things said and never graded: type errors, an edited #shop. */
  notes: Type.Array(Type.String()),
  /** Why it is ungradable. */
  fault: Type.Optional(Type.String()),
  /** SHA-256 over the names and contents of the graded programs. */
  programHash: Type.String(),
  ms: Type.Number({ minimum: 0 }),
  versions: Type.Object({
    checker: Type.String(),
    node: Type.String(),
    /** As the broker says it by the API versions that it offers, e.g. `3.9`; null when none was needed or reached. */
    broker: nullable(Type.String()),
    provider: nullable(Type.String()),
  }),
  /** The run's folder, with evidence and output, relative to the workshop where possible. */
  runFolder: nullable(Type.String()),
})

export const Report = Type.Object({
  schemaVersion: Type.Literal(SCHEMA_VERSION),
  results: Type.Array(ExerciseResult),
})

export type Finding = Static<typeof Finding>
export type TestResult = Static<typeof TestResult>
export type PartResult = Static<typeof PartResult>
export type ExerciseResult = Static<typeof ExerciseResult>
export type Report = Static<typeof Report>
export type Status = ExerciseResult['status']
