import { nextStep } from './next-step.ts'
import { PROGRESS_REPORT_VERSION, type ProgressReport } from './report-schema.ts'
import type { ExerciseSummary } from './summary.ts'

/** What has been done, for programs. */
export function progressReport(summaries: readonly ExerciseSummary[]): ProgressReport {
  const next = nextStep(summaries)
  return {
    schemaVersion: PROGRESS_REPORT_VERSION,
    exercises: summaries.map(({ exercise: { id, slug, title }, parts, beliefs, solutionsSeen, ...rest }) => ({
      ...rest,
      exercise: slug,
      id,
      title,
      parts: [...parts],
      beliefs: [...beliefs],
      solutionsSeen: [...solutionsSeen],
    })),
    next: {
      kind: next.kind,
      ...(next.kind !== 'done' && { exercise: next.exercise.slug }),
      ...(next.kind === 'part' && { part: next.part.part }),
    },
  }
}
