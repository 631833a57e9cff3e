import type { GradingContext } from '../context.ts'
import type { HiddenFile } from './hidden-tests.ts'

/** What became of a hidden test; plain data, as it crosses from its thread. */
export interface HiddenTestResult {
  readonly name: string
  readonly part?: number
  readonly points?: number
  /** The scene that it looked at, if it came to that. */
  readonly scene?: string
  /** `pending`: it was not run to its end. */
  readonly state: 'passed' | 'failed' | 'skipped' | 'pending'
  readonly ms: number
  /** Why it was skipped. */
  readonly note?: string
  /** What it threw. `workshop` is an Outcome, where it is one of ours. */
  readonly errors: readonly ThrownError[]
}

export interface ThrownError {
  readonly name?: string
  readonly message: string
  readonly actual?: unknown
  readonly expected?: unknown
  readonly workshop?: unknown
}

export type ToThread =
  | { readonly kind: 'run'; readonly context: GradingContext; readonly files: readonly HiddenFile[] }
  /** Nothing may come for long. */
  | { readonly kind: 'rest' }

export type FromThread =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'test-ended'; readonly test: HiddenTestResult }
  /** `errors`: of files that could not be loaded, of hooks, or that nobody caught. */
  | { readonly kind: 'run-ended'; readonly errors: readonly string[] }
