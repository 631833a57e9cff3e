import type { Bundle } from '../grading/bundle.ts'

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
  /** From now on signals are another's, e.g. those of a program in the foreground: the command ends when that one does. */
  readonly leaveSignalsTo: (other: (signal: NodeJS.Signals) => void) => void
}

const SCRIPTS = [
  'check',
  'explain',
  'try',
  'progress',
  'hint',
  'reset',
  'solution',
  'doctor',
  'verify',
  'broker',
  'bench',
]

/**
 * The folder in which the user typed the command: npm runs scripts in the package's folder and keeps the user's in INIT_CWD.
 * Believed only for a script of ours, since a command that another script starts has that one's.
 */
export function userDir(): string {
  const { INIT_CWD, npm_lifecycle_event: script } = process.env
  return INIT_CWD && SCRIPTS.includes(script ?? '') ? INIT_CWD : process.cwd()
}
