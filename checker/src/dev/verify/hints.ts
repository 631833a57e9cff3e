import { type Exercise, type ExerciseDefinition, type Hints, readHints } from '../../catalog/index.ts'

/** Fewer can't lead from a question to nearly the answer. */
const LEAST = 3

/** What is wrong with the hints of an exercise, a sentence each. Their links are looked at with those of the lessons. */
export function checkHints(
  root: string,
  { id, parts }: Exercise,
  { beliefs }: Pick<ExerciseDefinition, 'beliefs'>,
): string[] {
  const path = `checker/hidden/${id}/hints.md`
  let hints: Hints
  try {
    hints = readHints(root, id)
  } catch (error) {
    return [String(error)]
  }
  const numbers = parts.map(({ number }) => number)
  return [
    ...numbers.flatMap((part) => {
      const count = hints.parts.get(part)?.length ?? 0
      return count < LEAST ? [`${path}: part ${part} has ${count} hints, and needs ${LEAST}`] : []
    }),
    ...[...hints.parts.keys()]
      .filter((part) => !numbers.includes(part))
      .map((part) => `${path}: there is no part ${part}`),
    ...[...hints.beliefs.keys()]
      .filter((belief) => !beliefs.includes(belief))
      .map((belief) => `${path}: the exercise declares no belief ${belief}`),
  ]
}
