import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node'
import { EnvironmentError } from '../errors/index.ts'
import type { GradingContext } from './context.ts'
import { KeptThread } from './kept-thread.ts'
import { collectGarbage } from './rest.ts'

/** What came of the hidden tests of one run. */
export interface SlotRun {
  readonly tests: readonly TestCase[]
  /** Errors outside of tests: of a file that could not be loaded, or that nobody caught. Bugs of ours, all of them. */
  readonly errors: readonly string[]
}

export interface SlotOptions {
  readonly root: string
  /** The harness that hidden tests import as `#grading`, and the thread that they run in: compiled, absolute. */
  readonly harness: string
  readonly worker: string
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/**
 * A kept Vitest instance. Runs in one instance share its state, so a slot does one run at a time; grading side by side
 * takes more slots. Hidden tests run in a worker thread of this process: learners' programs are processes of their own.
 */
export class Slot {
  readonly #vitest: Vitest
  readonly #collector: Collector
  readonly #thread: KeptThread
  readonly #root: string
  /** When each hidden file was changed, as of the run that last looked, milliseconds. */
  readonly #changedAt = new Map<string, number>()

  private constructor(root: string, vitest: Vitest, collector: Collector, thread: KeptThread) {
    this.#root = root
    this.#vitest = vitest
    this.#collector = collector
    this.#thread = thread
  }

  /** Throws EnvironmentError `bad-checkout-path` for a path that Vitest takes for a URL with more to it. */
  static async open({ root, harness, worker }: SlotOptions): Promise<Slot> {
    refuseUrlPath(root)
    const thread = new KeptThread(worker)
    const { createVitest } = await import('vitest/node')
    const collector = new Collector()
    const known = SIGNALS.map((signal) => process.listeners(signal))
    const vitest = await createVitest(
      'test',
      {
        root,
        config: false,
        watch: false,
        include: ['checker/hidden/*/*.test.ts'],
        pool: thread,
        isolate: false,
        maxWorkers: 1,
        fileParallelism: false,
        reporters: [collector],
        // What a hidden test prints is a note to its author; a learner's program never prints here.
        silent: true,
        hookTimeout: 60_000,
        server: { deps: { external: [/\.workshop\//, harness] } },
      },
      {
        resolve: { alias: { '#grading': harness } },
        optimizeDeps: { noDiscovery: true },
        server: { watch: null },
        clearScreen: false,
        logLevel: 'silent',
      },
    )
    // Vitest's own handlers exit 1 ms after a signal: programs, topics and broker would be left.
    SIGNALS.forEach((signal, index) => {
      for (const listener of process.listeners(signal))
        if (!known[index]?.includes(listener)) process.off(signal, listener)
    })
    return new Slot(root, vitest, collector, thread)
  }

  /**
   * Compiles the hidden tests of an exercise ahead of their run, while the broker starts or programs are compiled. What is
   * wrong with them is told by the run.
   */
  async warmUp(exercise: string): Promise<void> {
    this.#forgetEdited(exercise)
    const { ssr } = this.#vitest.vite.environments
    const compiling = (await this.#specificationsOf(exercise)).map(({ moduleId }) => ssr.transformRequest(moduleId))
    await Promise.allSettled(compiling)
  }

  /** Runs the hidden tests of an exercise; what a test threw is in its result. `onTest` is told each as it ends. */
  async run(context: GradingContext, onTest?: (test: TestCase) => void): Promise<SlotRun> {
    this.#vitest.provide('workshop', context)
    this.#forgetEdited(context.exercise)
    const specifications = await this.#specificationsOf(context.exercise, context.testFile)
    this.#collector.begin(onTest)
    const { unhandledErrors } = await this.#vitest.runTestSpecifications(specifications, true)
    const errors = [...unhandledErrors.map(textOf), ...this.#collector.errors]
    if (this.#collector.tests.length === 0 && errors.length === 0)
      errors.push(`no hidden test of ${context.exercise} was run`)
    return { tests: this.#collector.tests, errors }
  }

  /** Gives memory back to the system, for who waits for long between two runs. */
  rest(): void {
    this.#thread.rest()
    collectGarbage()
  }

  async #specificationsOf(exercise: string, file?: string) {
    const all = await this.#vitest.globTestSpecifications()
    const folder = `/checker/hidden/${exercise}/`
    return all.filter(({ moduleId }) =>
      file === undefined ? moduleId.includes(folder) : moduleId.endsWith(folder + file),
    )
  }

  /** A kept instance would run an edited file as it was when it was first loaded. */
  #forgetEdited(exercise: string): void {
    const folder = join(this.#root, 'checker', 'hidden', exercise)
    for (const name of readdirSync(folder)) {
      const path = join(folder, name)
      const { mtimeMs } = statSync(path)
      if (this.#changedAt.get(path) !== mtimeMs) this.#vitest.invalidateFile(path)
      this.#changedAt.set(path, mtimeMs)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#vitest.close(), this.#thread.end()])
  }
}

/** Vite cuts the names of files off at `#` and `?`, and decodes what comes after `%`. */
function refuseUrlPath(root: string): void {
  const found = /[#?%]/.exec(root)
  if (!found) return
  throw new EnvironmentError(
    `The checkout lies at ${root}, and hidden tests cannot be loaded from a path with "${found[0]}".`,
    {
      code: 'bad-checkout-path',
      fix: 'Rename that folder, or move the checkout.',
    },
  )
}

/** What the worker threw, which comes over as a plain object. */
function textOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error)
  const { stack, message } = error as { stack?: unknown; message?: unknown }
  return String(stack ?? message ?? JSON.stringify(error))
}

/** Keeps what Vitest tells its reporters. */
class Collector implements Reporter {
  tests: TestCase[] = []
  errors: string[] = []
  #onTest: ((test: TestCase) => void) | undefined

  begin(onTest: ((test: TestCase) => void) | undefined): void {
    this.tests = []
    this.errors = []
    this.#onTest = onTest
  }

  onTestCaseResult(test: TestCase): void {
    this.tests.push(test)
    this.#onTest?.(test)
  }

  onTestModuleEnd(module: TestModule): void {
    this.errors.push(...module.errors().map(({ message }) => `${module.relativeModuleId}: ${message}`))
  }
}
