import type { Exercise } from '../catalog/index.ts'
import type { Source } from './programs.ts'
import type { SmallerScene } from './sizes.ts'
import type { EndedTest } from './test-ended.ts'

/** What is to be graded, and who wants to know of it meanwhile. */
export interface GradeRequest {
  readonly exercise: Exercise
  readonly source: Source
  /** Only these parts; left out: all. */
  readonly parts?: readonly number[] | undefined
  /** Only this file of hidden tests, `x.test.ts`; left out: all. */
  readonly testFile?: string | undefined
  /** Left out: drawn. */
  readonly seed?: number
  /** Only this scene, with less in it than usual; what does not look at it is skipped. */
  readonly smaller?: SmallerScene | undefined
  /** Whether type errors of the programs are looked for when something failed: a second more. */
  readonly typeNotes?: boolean
  /** Abandons the grading, see `grade`. */
  readonly signal?: AbortSignal
  /** Is told each test as it ends; a test that is run once more, since something was odd, is told once more. */
  readonly onTest?: ((test: EndedTest) => void) | undefined
}
