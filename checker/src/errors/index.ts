/**
 * The errors that this project throws on purpose. A wrong answer of a learner is never one of them: that is data in the
 * Report. Each carries a stable `code` for tools and a `fix` for people, so that the right party is blamed.
 */

export interface WorkshopErrorOptions {
  /** Stable and kebab-case, e.g. `unknown-exercise`; tests and tools match on it, never on the message. */
  readonly code: string
  /** What the reader can do about it, as a full sentence. */
  readonly fix: string
  readonly cause?: unknown
}

abstract class WorkshopError extends Error {
  readonly code: string
  readonly fix: string
  /** What the process exits with when this error ends it. */
  abstract readonly exitCode: number

  constructor(message: string, { code, fix, cause }: WorkshopErrorOptions) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.code = code
    this.fix = fix
  }
}

/** The command was called wrongly: exit 2. */
export class UsageError extends WorkshopError {
  readonly exitCode = 2
}

/** The machine, the broker or the network lacks something: exit 3. */
export class EnvironmentError extends WorkshopError {
  readonly exitCode = 3
}

/** We are wrong: exit 70 (EX_SOFTWARE of sysexits.h). */
export class CheckerBug extends WorkshopError {
  readonly exitCode = 70
}

export type { WorkshopError }

/** Whether `error` is one of ours; by shape and not by class, since bundles and workers each have a copy of the classes. */
export function isWorkshopError(error: unknown): error is WorkshopError {
  return error instanceof Error && 'exitCode' in error && 'fix' in error && 'code' in error
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
