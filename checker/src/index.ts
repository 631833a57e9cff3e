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
