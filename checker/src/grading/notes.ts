import type { ExerciseResult } from '../report/index.ts'
import { type PreparedPrograms, type Source, shopIsEdited } from './programs.ts'
import { typeNotes } from './type-notes.ts'

/** What is said of programs and never graded. `wanted`: whether type errors are looked for where something failed. */
export async function notesOn(
  root: string,
  { source, typeNotes: wanted = false }: { readonly source: Source; readonly typeNotes?: boolean },
  { workspace }: PreparedPrograms,
  { status }: ExerciseResult,
  signal: AbortSignal,
): Promise<string[]> {
  const edited = source.kind === 'learner' && shopIsEdited(root)
  return [
    ...(edited
      ? [
          'exercises/shop was changed. Your programs were graded with the shop as it was given: git checkout exercises/shop brings it back.',
        ]
      : []),
    ...(wanted && status === 'failed' ? await typeNotes(root, workspace, signal) : []),
  ]
}
