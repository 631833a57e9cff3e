import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node'
import type { GradingContext } from './context.ts'

/** What came of the hidden tests of one run. */
export interface SlotRun {
  readonly tests: readonly TestCase[]
  /** Errors outside of tests: of a file that could not be loaded, or that nobody caught. Bugs of ours, all of them. */
  readonly errors: readonly string[]
}

/** Where hidden tests find the harness: its sources, or one compiled file in place of many to transform. */
export interface SlotOptions {
  readonly root: string
  /** The harness as one compiled file, absolute. */
  readonly harness: string
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/**
 * A kept Vitest instance. Runs in one instance share its state, so a slot does one run at a time; grading side by side
 * takes more slots. Hidden tests run in a worker thread of this process: learners' programs are processes of their own.
 */
export class Slot {
  readonly #vitest: Vitest
  readonly #collector: Collector
  #files: readonly string[] = []

  private constructor(vitest: Vitest, collector: Collector) {
    this.#vitest = vitest
    this.#collector = collector
  }

  static async open({ root, harness }: SlotOptions): Promise<Slot> {
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
        pool: 'threads',
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
    return new Slot(vitest, collector)
  }

  /** Runs the hidden tests of an exercise; what a test threw is in its result. */
  async run(context: GradingContext): Promise<SlotRun> {
    this.#vitest.provide('workshop', context)
    // A kept instance would run a test file as it was when it was first loaded.
    for (const file of this.#files) this.#vitest.invalidateFile(file)
    const all = await this.#vitest.globTestSpecifications()
    const specifications = all.filter(({ moduleId }) => moduleId.includes(`/checker/hidden/${context.exercise}/`))
    this.#files = specifications.map(({ moduleId }) => moduleId)
    this.#collector.clear()
    const { unhandledErrors } = await this.#vitest.runTestSpecifications(specifications, true)
    const errors = [...unhandledErrors.map(String), ...this.#collector.errors]
    if (this.#collector.tests.length === 0 && errors.length === 0)
      errors.push(`no hidden test of ${context.exercise} was run`)
    return { tests: this.#collector.tests, errors }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#vitest.close()
  }
}

/** Keeps what Vitest tells its reporters. */
class Collector implements Reporter {
  tests: TestCase[] = []
  errors: string[] = []

  clear(): void {
    this.tests = []
    this.errors = []
  }

  onTestCaseResult(test: TestCase): void {
    this.tests.push(test)
  }

  onTestModuleEnd(module: TestModule): void {
    this.errors.push(...module.errors().map(({ message }) => `${module.relativeModuleId}: ${message}`))
  }
}
