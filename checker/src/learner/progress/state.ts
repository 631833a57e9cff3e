import { messageOf } from '../../errors/index.ts'
import type { PartResult } from '../../report/schema.ts'

/** The version of the file of progress. It goes up with every change of its shape, so that nobody writes what they misread. */
export const PROGRESS_VERSION = 1

/** What a learner has done, as it is kept. Facts alone: what they come to is computed (`summary.ts`), so that files can be merged. */
export interface Progress {
  readonly version: typeof PROGRESS_VERSION
  /** By slug. */
  readonly exercises: Readonly<Record<string, ExerciseProgress>>
}

export interface ExerciseProgress {
  /** In the order of their times. */
  readonly gradings: readonly Grading[]
  /** How many hints of a list have been shown, by the list's name: `part:2`, `belief:no-key`. */
  readonly hints: Readonly<Record<string, number>>
  /** When the solution of a part that was not passed was shown first, by the part's number; ISO 8601. */
  readonly solutions: Readonly<Record<string, string>>
}

/** One grading of the learner's own programs. */
export interface Grading {
  /** Unique: two files with the same grading hold it once when they are merged. */
  readonly id: string
  /** ISO 8601 in UTC, with milliseconds: as text they sort as in time. */
  readonly at: string
  readonly seed: number
  /** Those that were asked for. */
  readonly parts: readonly GradedPart[]
  /** The tests that failed, the one that the check showed first before the others. */
  readonly failed: readonly FailedTest[]
}

export interface GradedPart {
  readonly part: number
  readonly status: Exclude<PartResult['status'], 'ungradable'>
  readonly points: number
  readonly maxPoints: number
  /** The names of its tests that passed. */
  readonly passed: readonly string[]
}

export interface FailedTest {
  readonly test: string
  readonly part: number
  /** The belief that its finding named. */
  readonly belief?: string
  /** Where its finding says to read. */
  readonly lesson?: string
}

export const NO_PROGRESS: Progress = { version: PROGRESS_VERSION, exercises: {} }

export const NOTHING_DONE: ExerciseProgress = { gradings: [], hints: {}, solutions: {} }

/** What a text holds: progress; progress of a workshop newer than this one; or neither. */
export type Parsed =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'newer'; readonly why: string }
  | { readonly kind: 'broken'; readonly why: string }

/** Reads a file of progress; never throws. Fields that are unknown are kept as they are. */
export function parseProgress(text: string): Parsed {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    return { kind: 'broken', why: `it is no JSON (${messageOf(error)})` }
  }
  if (!isObject(data) || typeof data['version'] !== 'number') return { kind: 'broken', why: 'it holds no progress' }
  const { version, exercises } = data
  if (version > PROGRESS_VERSION) {
    return { kind: 'newer', why: `it is of version ${version}, and this workshop knows ${PROGRESS_VERSION}` }
  }
  if (version !== PROGRESS_VERSION || !isObject(exercises))
    return { kind: 'broken', why: `it is of no known version (${version})` }
  const odd = Object.entries(exercises).find(([, one]) => !isExercise(one))
  if (odd) return { kind: 'broken', why: `what it says of "${odd[0]}" is no progress` }
  return { kind: 'progress', progress: data as unknown as Progress }
}

/** As it is written to a file. */
export function progressText(progress: Progress): string {
  return `${JSON.stringify(progress, null, 1)}\n`
}

function isExercise(value: unknown): value is ExerciseProgress {
  if (!isObject(value)) return false
  const { gradings, hints, solutions } = value
  return (
    Array.isArray(gradings) &&
    gradings.every(isGrading) &&
    isObject(hints) &&
    Object.values(hints).every(isCount) &&
    isObject(solutions) &&
    Object.values(solutions).every(isTime)
  )
}

function isGrading(value: unknown): value is Grading {
  if (!isObject(value)) return false
  const { id, at, seed, parts, failed } = value
  const complete = typeof id === 'string' && isTime(at) && typeof seed === 'number'
  return complete && Array.isArray(parts) && parts.every(isPart) && Array.isArray(failed) && failed.every(isFailed)
}

function isPart(value: unknown): value is GradedPart {
  if (!isObject(value)) return false
  const { part, status, points, maxPoints, passed } = value
  const known = status === 'passed' || status === 'failed' || status === 'not-started'
  return known && [part, points, maxPoints].every(isCount) && Array.isArray(passed) && passed.every(isText)
}

function isFailed(value: unknown): value is FailedTest {
  if (!isObject(value)) return false
  const { test, part, belief, lesson } = value
  return isText(test) && isCount(part) && [belief, lesson].every((one) => one === undefined || isText(one))
}

const isText = (value: unknown) => typeof value === 'string'
const isCount = (value: unknown) => typeof value === 'number' && Number.isInteger(value) && value >= 0
const isTime = (value: unknown) =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) &&
  !Number.isNaN(Date.parse(value))

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
