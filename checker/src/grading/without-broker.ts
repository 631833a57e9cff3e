import type { Exercise, ExerciseDefinition } from '../catalog/index.ts'
import { EnvironmentError, isWorkshopError } from '../errors/index.ts'

/** Why there is no broker, and, where some parts of the exercise need none, how to check those. */
export function tellWhatNeedsNone(
  error: unknown,
  exercise: Exercise,
  { withoutBroker = [] }: ExerciseDefinition,
): unknown {
  const [first] = withoutBroker
  if (!isWorkshopError(error) || !(error instanceof EnvironmentError) || first === undefined) return error
  const { message, code, fix } = error
  const parts = withoutBroker.length === 1 ? `Part ${first} needs` : `Parts ${withoutBroker.join(' and ')} need`
  const command = `npm run check ${exercise.id.slice(0, 2)} -- --part ${first}`
  return new EnvironmentError(message, { code, fix: `${fix}\n${parts} no broker: ${command}`, cause: error })
}
