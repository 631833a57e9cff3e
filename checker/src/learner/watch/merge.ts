import type { Exercise } from '../../catalog/index.ts'
import { countedParts, exerciseStatus } from '../../grading/result.ts'
import type { ExerciseResult } from '../../report/index.ts'

/**
 * What is known of an exercise when some of its parts were graded anew: of each part the newest verdict. It has not passed while a
 * part of it that counts is not known.
 */
export function merged(
  before: ExerciseResult | undefined,
  now: ExerciseResult,
  exercise: Pick<Exercise, 'parts'>,
): ExerciseResult {
  const whole = before ? together(before, now) : now
  const known = new Set(whole.parts.map(({ part }) => part))
  const lacks = exercise.parts.some(({ number, bonus }) => !bonus && !known.has(number))
  return lacks && whole.status === 'passed' ? { ...whole, status: 'failed' } : whole
}

function together(before: ExerciseResult, now: ExerciseResult): ExerciseResult {
  const isOld = ({ part }: { part: number }) => now.parts.every((one) => one.part !== part)
  const parts = [...before.parts.filter(isOld), ...now.parts].toSorted((a, b) => a.part - b.part)
  const tests = [...before.tests.filter(isOld), ...now.tests].toSorted((a, b) => a.part - b.part)
  const sum = (of: 'points' | 'maxPoints') => countedParts(parts).reduce((total, part) => total + part[of], 0)
  const { headline: _, ...rest } = now
  const headline = firstOf(tests, [now.headline, before.headline])
  // What replays and shows the finding is of the run that it was found in.
  const { seed, runFolder } = headline && isOld(headline) ? before : now
  return {
    ...rest,
    ...{ seed, runFolder },
    ...(now.status !== 'ungradable' && { status: exerciseStatus(parts) }),
    ...{ parts, tests, points: sum('points'), maxPoints: sum('maxPoints') },
    ...(headline && { headline }),
  }
}

/** The finding to show first is of the first part that has any; which of them the grading of that part has said. */
function firstOf(
  tests: ExerciseResult['tests'],
  headlines: readonly ExerciseResult['headline'][],
): ExerciseResult['headline'] {
  const first = tests.find(({ finding }) => finding !== undefined)
  if (!first?.finding) return undefined
  return headlines.find((one) => one?.part === first.part) ?? { ...first.finding, test: first.name, part: first.part }
}
