/**
 * What clients of the checker may use: the web site, and whatever grades in bulk. They import this and nothing behind it
 * (the linter asks), as `#checker`.
 */
export * from './catalog/index.ts'
export * from './errors/index.ts'
export * from './report/index.ts'
export * from './timing/index.ts'
export type { Bundle } from './grading/bundle.ts'
export { definitionOf } from './grading/bundle.ts'
export { type GradeRequest, Grader, type GraderOptions } from './grading/grader.ts'
export { type NextStep, nextStep } from './learner/progress/next-step.ts'
export { type Loaded, loadProgress } from './learner/progress/store.ts'
export { type ExerciseSummary, type PartSummary, summarise } from './learner/progress/summary.ts'
