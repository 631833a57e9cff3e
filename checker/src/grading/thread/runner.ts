import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Script } from 'node:vm'
import * as vitest from '@vitest/runner'
import type { File, Suite, Test, VitestRunner, VitestRunnerConfig } from '@vitest/runner'
import * as harness from '../index.ts'
import { expect } from './expect.ts'
import type { HiddenFile } from './hidden-tests.ts'
import { runContext } from './run-context.ts'
import type { HiddenTestResult, ThrownError } from './messages.ts'

/** What hidden tests find under `vitest`: what declares tests, and `expect`. */
const DECLARING = { ...vitest, expect, inject: runContext }

/**
 * Runs hidden tests with Vitest's own runner, in this thread. Its server, its pool and its reporters stay out: to load them takes
 * a third of a warm check's CPU time.
 */
export class HiddenTestRunner implements VitestRunner {
  readonly config: VitestRunnerConfig
  readonly #files: readonly HiddenFile[]
  readonly #tell: (test: HiddenTestResult) => void
  readonly #require: NodeJS.Require
  /** Those that have not ended. */
  readonly #open = new Set<Test>()

  /** `tell` is told each test as it ends. */
  constructor(root: string, files: readonly HiddenFile[], tell: (test: HiddenTestResult) => void) {
    this.config = configOf(root)
    this.#files = files
    this.#tell = tell
    this.#require = createRequire(join(root, 'package.json'))
  }

  /**
   * Runs all files, one after the other; their scenes know no such border, and those of the next file begin while the last ones
   * of this end. Gives back errors of files and of hooks.
   */
  async run(): Promise<string[]> {
    const files = await vitest.startTests(
      this.#files.map(({ path }) => path),
      this,
    )
    for (const test of this.#open) this.#end(test)
    return files.flatMap((file) =>
      [file, ...suitesIn(file)].flatMap(({ result }) =>
        (result?.errors ?? []).map(({ message }) => `${file.filepath}: ${message}`),
      ),
    )
  }

  /** Each run loads its files anew: a module that stays would declare its tests and scenes once, and be stale when edited. */
  importFile(path: string): void {
    const code = this.#files.find((file) => file.path === path)?.code ?? ''
    // Lines of a stack are those of the compiled file.
    const filename = `${path} (compiled)`
    const script = new Script(`(function (require, module, exports) {${code}\n})`, { filename })
    const load = script.runInThisContext() as (
      require: (name: string) => unknown,
      module: { exports: unknown },
      exports: unknown,
    ) => void
    const module = { exports: {} }
    load((name) => this.#provided(name), module, module.exports)
  }

  #provided(name: string): unknown {
    if (name === '#grading') return harness
    return name === 'vitest' ? DECLARING : this.#require(name)
  }

  onCollected(files: File[]): void {
    for (const test of files.flatMap(testsIn)) this.#open.add(test)
  }

  onAfterRunTask(test: Test): void {
    this.#end(test)
  }

  /** Of one that skips itself the other hook is not told. */
  onAfterRetryTask(test: Test): void {
    if (test.result?.state === 'skip') this.#end(test)
  }

  #end(test: Test): void {
    if (this.#open.delete(test)) this.#tell(resultOf(test))
  }
}

function configOf(root: string): VitestRunnerConfig {
  return {
    root,
    name: undefined,
    setupFiles: [],
    passWithNoTests: true,
    testNamePattern: undefined,
    allowOnly: true,
    sequence: { seed: 0, hooks: 'stack', setupFiles: 'list' },
    chaiConfig: undefined,
    maxConcurrency: 1,
    // Each wait of a scene has a limit of its own, so these mean a bug of the checker.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    retry: 0,
    includeTaskLocation: undefined,
    tags: [],
    tagsFilter: undefined,
    strictTags: false,
  }
}

function suitesIn({ tasks }: Suite): Suite[] {
  return tasks.flatMap((task) => (task.type === 'suite' ? [task, ...suitesIn(task)] : []))
}

function testsIn(suite: Suite): Test[] {
  return [suite, ...suitesIn(suite)].flatMap(({ tasks }) => tasks.filter((task) => task.type === 'test'))
}

const STATES = { pass: 'passed', fail: 'failed', skip: 'skipped' } as const

function resultOf({ name, meta, mode, result }: Test): HiddenTestResult {
  // Vitest's types leave it out.
  const { note } = (result ?? {}) as { note?: string }
  const state = result?.state ?? (mode === 'skip' || mode === 'todo' ? 'skip' : 'run')
  return {
    name,
    ...meta,
    state: state === 'pass' || state === 'fail' || state === 'skip' ? STATES[state] : 'pending',
    ms: Math.round(result?.duration ?? 0),
    ...(note !== undefined && { note }),
    errors: (result?.errors ?? []).map(({ name, message, actual, expected, ...more }): ThrownError => ({
      name,
      message,
      actual,
      expected,
      workshop: more.workshop,
    })),
  }
}
