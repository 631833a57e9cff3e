import type { Exercise } from '../../catalog/index.ts'
import { exerciseOf } from './merge.ts'
import type { ExerciseProgress, GradedPart, Grading, Progress } from './state.ts'

/** A pause that is longer is no work on the exercise. */
export const IDLE_MS = 15 * 60 * 1_000

/** What the recorded gradings of an exercise come to. */
export interface ExerciseSummary {
  readonly exercise: Exercise
  /** Passed: each part but a bonus has been passed once, whatever was tried later. */
  readonly status: 'passed' | 'under-way' | 'not-started'
  /** The best of each part, a bonus left out. */
  readonly points: number
  /** Null when a part that counts was never graded: nobody knows its points then. */
  readonly maxPoints: number | null
  readonly parts: readonly PartSummary[]
  /** Gradings in which something was started. */
  readonly attempts: number
  /** From its first to its last grading, in milliseconds, without pauses of more than 15 minutes. */
  readonly activeMs: number
  /** Of the last grading, ISO 8601; null before the first. */
  readonly lastAt: string | null
  readonly beliefs: readonly BeliefSummary[]
  /** The parts whose solution was shown before they were passed. */
  readonly solutionsSeen: readonly number[]
}

export interface PartSummary {
  readonly part: number
  readonly title: string
  readonly bonus: boolean
  /** Of the best grading. */
  readonly status: GradedPart['status']
  readonly points: number
  readonly maxPoints: number | null
  readonly attempts: number
  readonly hintsSeen: number
}

export interface BeliefSummary {
  /** The name of its file in `checker/beliefs`. */
  readonly belief: string
  /** When a finding named it first, ISO 8601. */
  readonly met: string
  /** When the last of the tests that had named it passed; null while one has not. */
  readonly overcome: string | null
}

/** Of each exercise, in order of their numbers. */
export function summarise(exercises: readonly Exercise[], progress: Progress): ExerciseSummary[] {
  return exercises.map((exercise) => summaryOf(exercise, exerciseOf(progress, exercise.slug)))
}

/** The first part that is not passed, a bonus behind all others; undefined when none is left. */
export function firstLeft(summary: Pick<ExerciseSummary, 'parts'> | undefined): PartSummary | undefined {
  const left = summary?.parts.filter(({ status }) => status !== 'passed') ?? []
  return left.find(({ bonus }) => !bonus) ?? left[0]
}

function summaryOf(exercise: Exercise, known: ExerciseProgress): ExerciseSummary {
  const { gradings, solutions } = known
  const parts = exercise.parts.map(({ number, title, bonus }): PartSummary => {
    const best = bestOf(gradings, number)
    return {
      part: number,
      title,
      bonus,
      status: best?.status ?? 'not-started',
      points: best?.points ?? 0,
      maxPoints: best?.maxPoints ?? null,
      attempts: gradings.filter((grading) => wasStarted(partOf(grading, number))).length,
      hintsSeen: known.hints[`part:${number}`] ?? 0,
    }
  })
  const counted = parts.filter(({ bonus }) => !bonus)
  const attempts = gradings.filter((grading) => grading.parts.some(wasStarted)).length
  const passed = counted.every(({ status }) => status === 'passed')
  return {
    exercise,
    status: passed ? 'passed' : attempts > 0 ? 'under-way' : 'not-started',
    points: sum(counted.map(({ points }) => points)),
    maxPoints: counted.some(({ maxPoints }) => maxPoints === null)
      ? null
      : sum(counted.map(({ maxPoints }) => maxPoints ?? 0)),
    parts,
    attempts,
    activeMs: activeMs(gradings.map(({ at }) => Date.parse(at))),
    lastAt: gradings.at(-1)?.at ?? null,
    beliefs: beliefsOf(gradings),
    solutionsSeen: exercise.parts.flatMap(({ number }) => (Object.hasOwn(solutions, String(number)) ? [number] : [])),
  }
}

/** A pass, else the one with most points, else the latest: points of a part may change with the workshop. */
function bestOf(gradings: readonly Grading[], part: number): GradedPart | undefined {
  const rank = ({ status, points }: GradedPart) =>
    (status === 'passed' ? 1_000_000 : 0) + points * 2 + (wasStarted({ status }) ? 1 : 0)
  return gradings
    .flatMap((grading) => partOf(grading, part) ?? [])
    .reduce<GradedPart | undefined>((best, one) => (best && rank(best) > rank(one) ? best : one), undefined)
}

function partOf({ parts }: Grading, number: number): GradedPart | undefined {
  return parts.find(({ part }) => part === number)
}

function wasStarted(part: Pick<GradedPart, 'status'> | undefined): boolean {
  return part !== undefined && part.status !== 'not-started'
}

function activeMs(times: readonly number[]): number {
  return sum(
    times
      .slice(1)
      .map((time, index) => time - (times[index] ?? time))
      .filter((gap) => gap <= IDLE_MS),
  )
}

function beliefsOf(gradings: readonly Grading[]): BeliefSummary[] {
  const met = new Map<string, string>()
  for (const { at, failed } of gradings)
    for (const { belief } of failed) if (belief !== undefined && !met.has(belief)) met.set(belief, at)
  return [...met].map(([belief, first]) => ({ belief, met: first, overcome: overcomeAt(gradings, belief) }))
}

/** A test that named it counts as passed later also when its whole part was: it may have another name by now. */
function overcomeAt(gradings: readonly Grading[], belief: string): string | null {
  const open = new Map<string, { test: string; part: number }>()
  let at: string | null = null
  for (const grading of gradings) {
    for (const [key, { test, part }] of open) {
      const graded = partOf(grading, part)
      if (graded?.status !== 'passed' && graded?.passed.includes(test) !== true) continue
      open.delete(key)
      at = grading.at
    }
    for (const { belief: named, test, part } of grading.failed)
      if (named === belief) open.set(`${part} ${test}`, { test, part })
  }
  return open.size === 0 ? at : null
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
