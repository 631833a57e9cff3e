import type { Exercise, ExerciseDefinition } from '../../catalog/index.ts'

/** The parts whose verdict an edit of these files can change, in order. */
export function partsTouched(
  files: readonly string[],
  exercise: Pick<Exercise, 'parts'>,
  { programs }: Pick<ExerciseDefinition, 'programs'>,
  /** Whether another file of the exercise has this one as a module. */
  isImported: (file: string) => boolean,
): number[] {
  const all = exercise.parts.map(({ number }) => number)
  const touched = files.map((file) => (isImported(file) ? all : (programs[file] ?? all)))
  return all.filter((number) => touched.some((parts) => parts.includes(number)))
}

/** Whether a text names a file of its folder as a module, in whichever way: `./producer`, `./producer.ts`. Rather once too often. */
export function namesModule(text: string, file: string): boolean {
  return text.includes(`./${file.replace(/\.[cm]?[jt]s$/, '')}`)
}
