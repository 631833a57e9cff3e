import { setTimeout as delay } from 'node:timers/promises'
import type { CallOutcome, Evidence } from '../evidence/index.ts'
import { type FunctionHost, RemoteFunction } from '../runner/index.ts'
import { NotStarted, Unmet } from './outcomes.ts'
import type { Program } from './program.ts'
import { noteIfSlow, until } from './waiting.ts'

/** From the start of a process until it can be called, on a machine that does much else. */
const START_LIMIT_MS = 10_000
/** Most calls are over in a millisecond; this is for a machine that stands still for a while, and for a function that never ends. */
const CALL_LIMIT_MS = 5_000
/** Within one turn a function that does not wait for us has gone on; the others are for one that goes a longer way. */
const TURNS_TO_GO_ON = 3

export interface HostOptions {
  readonly evidence: Evidence
  /** Starts a process; `start` counts from 1. */
  readonly begin: (start: number) => Promise<{ readonly process: FunctionHost; readonly program: Program }>
  /** Numbers the calls of the scene. */
  readonly nextCall: () => number
  /** Throws as soon as anything of ours went wrong. */
  readonly checkSound: () => void
  /** Whether a call that meets `notWritten()` ends in an outcome; otherwise it throws `NotStarted`. */
  readonly partly: boolean
}

export interface CallOptions {
  /** Milliseconds, from when the process can be called. */
  readonly limitMs?: number
  /** Looked at with every event: whether the scene sees that the call will not end. It is not waited for then. */
  readonly stuck?: () => boolean
}

/**
 * The functions that a learner's file exports, in a child process. Whatever they do becomes the outcome of the call and never
 * an error of ours. A process that ended, or that goes on with a call that was given up, is replaced for the next call.
 */
export class Host {
  readonly #options: HostOptions
  #current: Awaited<ReturnType<HostOptions['begin']>> | undefined
  #starts = 0

  constructor(options: HostOptions) {
    this.#options = options
  }

  /** Starts a process ahead of the first call. */
  async start(): Promise<void> {
    await this.#started()
  }

  /**
   * Calls an export and waits for its end, one call after the other. `args` are JSON, with functions made by `remote` anywhere
   * in them. Throws `NotStarted` when it calls `notWritten()` (but see `partly`) and `Ungradable` when a remote function fails.
   */
  async call(
    name: string,
    args: readonly unknown[] = [],
    { limitMs = CALL_LIMIT_MS, stuck = () => false }: CallOptions = {},
  ): Promise<CallOutcome> {
    const { evidence, checkSound, nextCall, partly } = this.#options
    const { process, program } = await this.#started()
    const call = process.call(nextCall(), name, args)
    const ended = () => {
      checkSound()
      return call.outcome() !== undefined
    }
    await until(evidence, () => ended() || process.isReady, { limitMs: START_LIMIT_MS })
    const begun = performance.now()
    const settled = await until(evidence, () => ended() || stuck(), { limitMs })
    noteIfSlow(evidence, performance.now() - begun, limitMs)
    const outcome = call.outcome() ?? (settled ? { kind: 'stuck' as const } : { kind: 'overdue' as const, limitMs })
    if (call.outcome() === undefined) {
      call.end(outcome)
      await program.killHard()
    }
    if (outcome.kind === 'not-written' && !partly) throw new NotStarted(outcome.firstStep)
    return outcome
  }

  /**
   * For an answer of ours that takes its time: resolves after `ms`, and not before the process has had the time to do what it
   * does without the answer. So whoever does not wait for it is seen to, on a machine that is however slow.
   */
  async linger(ms: number): Promise<void> {
    await delay(ms)
    await this.#current?.process.turns(TURNS_TO_GO_ON)
  }

  async #started() {
    if (!this.#current?.program.running) {
      this.#starts += 1
      this.#current = await this.#options.begin(this.#starts)
    }
    return this.#current
  }
}

type Answer = RemoteFunction['answer']
type Remotes<T> = { readonly [K in keyof T]: RemoteFunction }

/**
 * What a learner's function is given of ours: a function, or an object of functions. There it looks like async functions; each
 * call crosses to the checker, becomes an event, and is answered here, after all that the same turn of the event loop called.
 * An answer rejects with a `RemoteRefusal` to give an error; any other error is a fault of the checker.
 */
export function remote(name: string, answer: Answer): RemoteFunction
export function remote<T extends Readonly<Record<string, Answer>>>(name: string, answers: T): Remotes<T>
export function remote(name: string, answers: Answer | Readonly<Record<string, Answer>>) {
  if (typeof answers === 'function') return new RemoteFunction(name, answers)
  const functions = Object.entries(answers).map(([method, answer]) => [
    method,
    new RemoteFunction(`${name}.${method}`, answer),
  ])
  return Object.fromEntries(functions) as Remotes<typeof answers>
}

/**
 * The value that a call returned. Fails the test with what it came to instead, and makes it `NotStarted` for a function that is
 * not written.
 */
export function returned(name: string, outcome: CallOutcome, { expected = 'an end without an error' } = {}): unknown {
  if (outcome.kind === 'returned') return outcome.value
  if (outcome.kind === 'not-written') throw new NotStarted(outcome.firstStep)
  throw new Unmet(told(name, outcome), expected, 'lost')
}

/** How a call ended, in words that begin with the function's name. */
export function told(name: string, outcome: CallOutcome): string {
  switch (outcome.kind) {
    case 'returned':
      return `${name}() returned ${outcome.value === undefined ? 'nothing' : JSON.stringify(outcome.value).slice(0, 200)}`
    case 'unreadable':
      return `${name}() returned ${outcome.shown}, which JSON can not hold`
    case 'threw':
      return outcome.loading
        ? `the file failed while it was loaded, before ${name}() was called: ${outcome.name}: ${outcome.message}`
        : `${name}() threw ${outcome.name}: ${outcome.message}`
    case 'missing':
      return missing(name, outcome)
    case 'never-settles':
      return `${name}() waits for something that never comes: its promise cannot settle any more`
    case 'not-written':
      return `${name}() is not written yet`
    case 'ended':
      return `${name}() did not come to its end: its process ${outcome.fate}`
    case 'overdue':
      return `${name}() had not ended after ${outcome.limitMs / 1_000} seconds`
    case 'stuck':
      return `${name}() did not end`
  }
}

function missing(name: string, { found, exports }: Extract<CallOutcome, { kind: 'missing' }>): string {
  if (found !== 'undefined') return `the export ${name} is no function: ${found}`
  return `the file exports no ${name}${exports.length > 0 ? `; it exports ${exports.join(', ')}` : ', nor anything else'}`
}
