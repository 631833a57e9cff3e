import { recordGrading } from '../learner/progress/record.ts'
import type { ExerciseResult } from '../report/index.ts'
import type { CommandContext } from './context.ts'
import { notKeptText, unreadableText } from './progress-notes.ts'

/** Keeps what came of a grading for `npm run progress`. Whatever goes wrong there is a note, and changes no verdict. */
export async function record(
  result: ExerciseResult,
  { root, say }: Pick<CommandContext, 'root' | 'say'>,
): Promise<void> {
  try {
    const recorded = await recordGrading(root, result)
    for (const one of recorded?.unreadable ?? []) say(unreadableText(one))
  } catch (error) {
    say(notKeptText(error))
  }
}
