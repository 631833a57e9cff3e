import type { Bundle } from '../grading/grader.ts'

/** What every command is given. */
export interface CommandContext {
  /** The checkout, absolute. */
  readonly root: string
  readonly bundle: Bundle
  /** Aborted by Ctrl-C and its kin. */
  readonly signal: AbortSignal
  /** A line for people about what is going on, to standard error. */
  readonly say: (line: string) => void
  /** Called at the end, however the command ends; the latest first. */
  readonly atEnd: (end: () => Promise<unknown>) => void
}
