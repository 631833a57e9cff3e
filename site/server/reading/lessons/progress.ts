import { type Exercise, type ExerciseSummary, loadProgress, summarise } from '#checker'

const SIGNS = { passed: '✔', 'under-way': '◐', 'not-started': '○' } as const
const WORDS = { passed: 'passed', 'under-way': 'under way', 'not-started': 'not started' } as const

/** What the learner has done, as it is at this moment: of each exercise, and what of it can't be read. */
export function progressOf(root: string, exercises: readonly Exercise[]) {
  const { progress, unreadable } = loadProgress(root)
  return { summaries: summarise(exercises, progress), unreadable }
}

/** A status as a sign, and in words. */
export function statusOf({ status }: Pick<ExerciseSummary, 'status'>): { sign: string; words: string } {
  return { sign: SIGNS[status], words: WORDS[status] }
}

/** `8 of 10 points`; nothing before the first check. */
export function pointsOf({ points, maxPoints, lastAt }: ExerciseSummary): string {
  if (lastAt === null) return ''
  const counted = maxPoints ?? points
  const unit = counted === 1 ? 'point' : 'points'
  return maxPoints === null ? `${points} ${unit} so far` : `${points} of ${maxPoints} ${unit}`
}
