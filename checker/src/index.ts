/**
 * What clients of the checker may use: the web site, and whatever grades in bulk. They import this and nothing behind it
 * (the linter asks), as `#checker`.
 */
export * from './catalog/index.ts'
export * from './errors/index.ts'
export * from './report/index.ts'
export * from './timing/index.ts'

// Grading.
export { type Bundle, definitionOf } from './grading/bundle.ts'
export { Grader, type GraderOptions } from './grading/grader.ts'
export type { GradeRequest } from './grading/request.ts'
export type { EndedTest } from './grading/test-ended.ts'
export { ALL_SHOPS, drawPurchases, recordOf } from './grading/purchases.ts'
export { Random } from './grading/random.ts'

// The learner's desk.
export { explainRun } from './learner/explain/explain.ts'
export { pageOf, pagePolicy } from './learner/explain/page.ts'
export { folderOfRun } from './learner/explain/runs.ts'
export { type Hint, type HintChoice, chooseHint } from './learner/hints.ts'
export { chosenPrograms, partsText, refuseUnknownPart } from './learner/programs.ts'
export { type Keeping, keepGrading, keepHint } from './learner/progress/keep.ts'
export { type NextStep, nextStep } from './learner/progress/next-step.ts'
export { unreadableText } from './learner/progress/notes.ts'
export { type Loaded, loadProgress } from './learner/progress/store.ts'
export { type ExerciseSummary, type PartSummary, summarise } from './learner/progress/summary.ts'
export { type ResetDone, type ResetPlan, performReset, planReset } from './learner/reset.ts'
export { type ClosedSolution, type Solution, openSolutions } from './learner/solution.ts'

// Kafka, and programs beside it.
export { WORKSHOP_PORT, startByHand } from './broker/index.ts'
export { Evidence } from './evidence/index.ts'
export {
  type Batch,
  type BrokerAddress,
  Cluster,
  type CommittedOffset,
  type DescribedGroup,
  type NewRecord,
  OWN_PREFIX,
  type ReadRecord,
  type SeenPartition,
  type SeenTopic,
  batchesAt,
  logEnds,
  partitionFor,
  partitionName,
  topicsSeen,
} from './protocol/index.ts'
export {
  Processes,
  RunFolder,
  type RunningProcess,
  compile,
  createWorkspace,
  endAll,
  shownFrom,
  sweep,
} from './runner/index.ts'
