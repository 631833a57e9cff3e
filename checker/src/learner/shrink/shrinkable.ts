import { sizesOf } from '../../grading/sizes.ts'
import type { TestResult } from '../../report/schema.ts'

/** Whether a test failed on a scene that could have less in it. */
export function isShrinkable(runFolder: string, { status, finding }: TestResult): boolean {
  const scene = finding?.scene
  if (status !== 'fail' || scene === undefined) return false
  return sizesOf(runFolder, scene).some(({ taken, least }) => taken > least)
}
