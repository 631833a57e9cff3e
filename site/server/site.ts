import type { Bundle } from '#checker'

/** What each part of the site is given. */
export interface Site {
  /** The checkout, absolute. */
  readonly root: string
  readonly bundle: Bundle
  /** Aborted when the site ends. */
  readonly signal: AbortSignal
  /** A line for whoever started the site, on their terminal. */
  readonly say: (line: string) => void
  /** Called when the site ends, the latest first: what it started must be gone then. */
  readonly atEnd: (end: () => Promise<unknown>) => void
}
