import { type ExerciseProgress, type Grading, NOTHING_DONE, type Progress } from './state.ts'

/**
 * All that either of two knows, each grading once. The order of the two changes nothing of what it comes to, and merging again what was
 * merged already changes nothing at all; so nobody needs to know which file is the newer.
 */
export function mergeProgress(one: Progress, other: Progress): Progress {
  return {
    ...other,
    ...one,
    exercises: mergeRecords(one.exercises, other.exercises, (a, b) => mergeExercise(a, b)),
  }
}

/** `progress` with one of its exercises changed. */
export function withExercise(
  progress: Progress,
  slug: string,
  change: (before: ExerciseProgress) => ExerciseProgress,
): Progress {
  const before = exerciseOf(progress, slug)
  return { ...progress, exercises: { ...progress.exercises, [slug]: change(before) } }
}

/** What is known of an exercise; of one that nobody has begun, nothing. */
export function exerciseOf(progress: Progress, slug: string): ExerciseProgress {
  return Object.hasOwn(progress.exercises, slug) ? (progress.exercises[slug] ?? NOTHING_DONE) : NOTHING_DONE
}

function mergeExercise(one: ExerciseProgress, other: ExerciseProgress): ExerciseProgress {
  return {
    ...other,
    ...one,
    gradings: mergeGradings(one.gradings, other.gradings),
    hints: mergeRecords(one.hints, other.hints, (a, b) => Math.max(a, b)),
    // The first time is the one that counts.
    solutions: mergeRecords(one.solutions, other.solutions, (a, b) => (a < b ? a : b)),
  }
}

function mergeGradings(one: readonly Grading[], other: readonly Grading[]): readonly Grading[] {
  const byId = new Map([...other, ...one].map((grading) => [grading.id, grading]))
  return [...byId.values()].sort((a, b) => compare(a.at, b.at) || compare(a.id, b.id))
}

const compare = (a: string, b: string) => Number(a > b) - Number(a < b)

function mergeRecords<T>(
  one: Readonly<Record<string, T>>,
  other: Readonly<Record<string, T>>,
  merge: (a: T, b: T) => T,
): Record<string, T> {
  const merged = new Map(Object.entries(other))
  for (const [key, value] of Object.entries(one)) {
    const theirs = merged.get(key)
    merged.set(key, theirs === undefined ? value : merge(value, theirs))
  }
  return Object.fromEntries(merged)
}
