import type { TestResult } from '../report/index.ts'
import type { GradeRequest } from './request.ts'
import { judge } from './result.ts'
import type { HiddenTestResult } from './thread/messages.ts'

/** What is known of a test when it ends. Its finding comes with the result: only that knows whether anybody is to be blamed. */
export type EndedTest = Pick<TestResult, 'name' | 'part' | 'status' | 'ms'>

/** Tells whoever asked for a grading each of its tests as it ends; undefined where nobody wants to know. */
export function tellerOf({ exercise, parts, onTest }: GradeRequest): ((test: HiddenTestResult) => void) | undefined {
  if (!onTest) return undefined
  return (test) => {
    const judged = judge(test, exercise, parts ?? null)
    if (!judged) return
    const { name, part, status, ms } = judged.result
    onTest({ name, part, status, ms })
  }
}
