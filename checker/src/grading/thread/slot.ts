import { Worker } from 'node:worker_threads'
import { deferred } from '../../timing/index.ts'
import type { GradingContext } from '../context.ts'
import type { HiddenTests } from './hidden-tests.ts'
import { collectGarbage } from './rest.ts'
import type { FromThread, HiddenTestResult, ToThread } from './messages.ts'

/** What came of the hidden tests of one run. */
export interface SlotRun {
  readonly tests: readonly HiddenTestResult[]
  /** Errors outside of tests: of a file that could not be loaded, or that nobody caught. Bugs of ours, all of them. */
  readonly errors: readonly string[]
}

/**
 * The thread in which hidden tests run: one run at a time, and grading side by side takes more slots. Learners' programs are
 * processes of their own. It stays from run to run, since a new one takes a quarter of a second; one that a hidden test brought
 * down is replaced by the next run.
 */
export class Slot {
  readonly #script: string
  #thread: Worker | undefined
  #isOver = false
  readonly #loaded = deferred<undefined>()

  /** Starts it at once; `script` is the compiled `worker.ts`, absolute. */
  constructor(script: string) {
    this.#script = script
    this.#alive().once('message', () => this.#loaded.resolve(undefined))
  }

  /** Settles once it has loaded the harness. A run need not wait for it. */
  get loaded(): Promise<unknown> {
    return this.#loaded.promise
  }

  /** Runs the hidden tests of an exercise; what a test threw is in its result. `onTest` is told each as it ends. */
  async run(
    { files, errors: uncompiled }: HiddenTests,
    context: GradingContext,
    onTest?: (test: HiddenTestResult) => void,
  ): Promise<SlotRun> {
    // A grading that was under way when the slot ended must not begin another thread.
    if (this.#isOver) return { tests: [], errors: ['The grader has ended.'] }
    const tests: HiddenTestResult[] = []
    const errors = await this.#ended({ kind: 'run', context, files }, (test) => {
      tests.push(test)
      onTest?.(test)
    })
    const all = [...uncompiled, ...errors]
    if (tests.length === 0 && all.length === 0) all.push(`no hidden test of ${context.exercise} was run`)
    return { tests, errors: all }
  }

  /** The errors outside of tests, once the run has ended, or its thread has. */
  #ended(request: ToThread, onTest: (test: HiddenTestResult) => void): Promise<readonly string[]> {
    const thread = this.#alive()
    return new Promise((resolve) => {
      let death = 'The thread of the hidden tests ended before they did.'
      const onMessage = (message: FromThread) => {
        if (message.kind === 'test-ended') onTest(message.test)
        if (message.kind === 'run-ended') end(message.errors)
      }
      const onError = (error: Error) => (death = error.stack ?? error.message)
      const onExit = () => end([death])
      const end = (errors: readonly string[]) => {
        thread.off('message', onMessage).off('error', onError).off('exit', onExit)
        resolve(errors)
      }
      thread.on('message', onMessage).on('error', onError).on('exit', onExit)
      thread.postMessage(request)
    })
  }

  /** Gives memory back to the system, for who waits for long between two runs. */
  rest(): void {
    this.#thread?.postMessage({ kind: 'rest' } satisfies ToThread)
    collectGarbage()
  }

  /** In the middle of a run too, which then ends with an error; later ones do not begin. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true
    await this.#thread?.terminate()
  }

  #alive(): Worker {
    if (this.#thread) return this.#thread
    // What a hidden test prints is a note to its author; a learner's program never prints here.
    const thread = (this.#thread = new Worker(this.#script, { stdout: true, stderr: true }))
    thread.stdout.resume()
    thread.stderr.resume()
    // Between runs nobody listens, and an 'error' without a listener would end the process.
    thread.on('error', () => undefined)
    thread.once('exit', () => {
      if (this.#thread === thread) this.#thread = undefined
    })
    return thread
  }
}
