export { type Catalog, catalog, readTask } from './catalog.ts'
export { type Belief, beliefNames, isToldBy, parseBelief, placeholdersOf, readBelief, tell } from './beliefs.ts'
export { type Hints, parseHints, readHints } from './hints.ts'
export { type Included, includedCode } from './included-code.ts'
export {
  type Exercise,
  type ExerciseDefinition,
  type Part,
  defineExercise,
  foldersOf,
  nameOfId,
  needsBroker,
  partName,
} from './exercise.ts'
