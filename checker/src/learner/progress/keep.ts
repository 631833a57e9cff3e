import type { Exercise } from '../../catalog/index.ts'
import type { ExerciseResult } from '../../report/index.ts'
import { type Hint, withHintShown } from '../hints.ts'
import { withExercise } from './merge.ts'
import { notKeptText, unreadableText } from './notes.ts'
import { recordGrading } from './record.ts'
import { type Loaded, updateProgress } from './store.ts'

/** Whose progress it is, and who is told what went wrong with it. */
export interface Keeping {
  readonly root: string
  /** A line about a file that can't be used, or progress that could not be kept. */
  readonly say: (line: string) => void
}

/** Keeps what came of a grading for `npm run progress`. Whatever goes wrong there is a note, and changes no verdict. */
export async function keepGrading(result: ExerciseResult, { root, say }: Keeping): Promise<void> {
  await telling(say, () => recordGrading(root, result))
}

/** Keeps that a hint was shown. Whatever goes wrong there is a note. */
export async function keepHint(exercise: Exercise, hint: Hint, { root, say }: Keeping): Promise<void> {
  await telling(say, () => updateProgress(root, (before) => withHintShown(before, exercise, hint)))
}

/** Keeps that the solution was seen before these parts were passed; the first time counts. Whatever goes wrong there is a note. */
export async function keepSolutionSeen(
  { slug }: Exercise,
  parts: readonly number[],
  { root, say }: Keeping,
): Promise<void> {
  if (parts.length === 0) return
  const now = new Date().toISOString()
  await telling(say, () =>
    updateProgress(root, (progress) =>
      withExercise(progress, slug, (before) => ({
        ...before,
        solutions: { ...Object.fromEntries(parts.map((part) => [String(part), now])), ...before.solutions },
      })),
    ),
  )
}

async function telling(say: Keeping['say'], keep: () => Promise<Loaded | undefined>): Promise<void> {
  try {
    const kept = await keep()
    for (const one of kept?.unreadable ?? []) say(unreadableText(one))
  } catch (error) {
    say(notKeptText(error))
  }
}
