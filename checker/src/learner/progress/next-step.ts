import type { Exercise } from '../../catalog/index.ts'
import { type ExerciseSummary, type PartSummary, firstLeft } from './summary.ts'

/** Where a learner goes on: a part of the exercise that is under way, the next exercise, or nowhere. */
export type NextStep =
  | { readonly kind: 'part'; readonly exercise: Exercise; readonly part: PartSummary }
  | { readonly kind: 'exercise'; readonly exercise: Exercise }
  | { readonly kind: 'done' }

/** The exercise that was checked last and is not passed; else the first, by number, that is not. Undefined when all are passed. */
export function currentExercise(summaries: readonly ExerciseSummary[]): ExerciseSummary | undefined {
  const left = summaries.filter(({ status }) => status !== 'passed')
  const [last] = summaries.toSorted((a, b) => (b.lastAt ?? '').localeCompare(a.lastAt ?? ''))
  return last !== undefined && last.lastAt !== null && last.status !== 'passed' ? last : left[0]
}

/** Where to go next. A bonus is asked of nobody. */
export function nextStep(summaries: readonly ExerciseSummary[]): NextStep {
  const current = currentExercise(summaries)
  if (!current) return { kind: 'done' }
  const { exercise } = current
  const part = firstLeft(current)
  return current.lastAt !== null && part ? { kind: 'part', exercise, part } : { kind: 'exercise', exercise }
}
