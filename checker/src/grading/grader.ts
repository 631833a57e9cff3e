import { type Lease, leaseBroker } from '../broker/index.ts'
import type { Exercise } from '../catalog/index.ts'
import { type EnvironmentError, messageOf } from '../errors/index.ts'
import { Cluster } from '../protocol/index.ts'
import type { ExerciseResult } from '../report/index.ts'
import { RunFolder, endAll } from '../runner/index.ts'
import { type Bundle, definitionOf, entryOf } from './bundle.ts'
import type { GradingContext } from './context.ts'
import { type PreparedPrograms, type Source, preparePrograms, shopIsEdited } from './programs.ts'
import { Slot, type SlotRun } from './slot.ts'
import { summary } from './summary.ts'
import { deleteTracesOf } from './traces.ts'
import { typeNotes } from './type-notes.ts'

/** Seeds are shown to people and typed again: nine digits at most. */
const MAX_SEED = 999_999_999

export interface GraderOptions {
  readonly root: string
  readonly bundle: Bundle
  /** Tells people what is going on, a line at a time. */
  readonly say: (line: string) => void
  readonly signal?: AbortSignal
  readonly env?: NodeJS.ProcessEnv
  /** Folders of runs whose checker died: what they left on the broker is deleted before the first grading. */
  readonly deadRuns?: readonly string[]
}

export interface GradeRequest {
  readonly exercise: Exercise
  readonly source: Source
  /** Only these parts; left out: all. */
  readonly parts?: readonly number[] | undefined
  /** Left out: drawn. */
  readonly seed?: number
  /** Whether type errors of the programs are looked for when something failed: a second more. */
  readonly typeNotes?: boolean
}

/**
 * Grades programs: shared by `check`, `verify` and whatever comes later. It keeps its broker and its Vitest instance, so
 * that a second grading is faster. It grades one exercise at a time; side by side takes several.
 */
export class Grader {
  readonly #options: GraderOptions
  readonly #lease: Promise<Lease>
  readonly #slot: Promise<Slot>
  /** The lease is somebody else's to give back. */
  readonly #shared: boolean
  #runFolder: RunFolder | undefined
  /** The folder of a run that is not over: what it leaves on the broker is deleted at the end. */
  #unfinished: RunFolder | undefined
  #cleared: Promise<void> = Promise.resolve()
  readonly #deadRuns: string[]
  /** The folder of the last run, absolute. */
  get runFolder(): string | undefined {
    return this.#runFolder?.dir
  }

  private constructor(options: GraderOptions, lease: Promise<Lease>, slot: Promise<Slot>, shared: boolean) {
    this.#shared = shared
    this.#options = options
    this.#deadRuns = [...(options.deadRuns ?? [])]
    this.#lease = lease
    this.#slot = slot
  }

  /** Begins to lease a broker and to load Vitest, side by side; what fails is thrown by the first `grade`. */
  static create(options: GraderOptions): Grader {
    const lease = leaseBroker({
      root: options.root,
      env: options.env ?? process.env,
      say: options.say,
      ...(options.signal && { signal: options.signal }),
    })
    return Grader.#with(options, lease, false)
  }

  /** A grader with a slot of its own on somebody else's lease. */
  static sharing(options: GraderOptions, lease: Promise<Lease>): Grader {
    return Grader.#with(options, lease, true)
  }

  static #with(options: GraderOptions, lease: Promise<Lease>, shared: boolean): Grader {
    const slot = Slot.open({
      root: options.root,
      harness: entryOf(options.bundle, 'checker/src/grading/index.ts'),
      worker: entryOf(options.bundle, 'checker/src/grading/worker.ts'),
    })
    for (const part of [lease, slot]) part.catch(() => undefined)
    return new Grader(options, lease, slot, shared)
  }

  /** The lease, once there is one. */
  get lease(): Promise<Lease> {
    return this.#lease
  }

  /**
   * Grades one exercise. A wrong answer is data in the result, and so is a broker that fails in the middle (`ungradable`).
   * Throws `EnvironmentError` when there is no broker and `UsageError` for a folder that is not there.
   */
  async grade(request: GradeRequest): Promise<ExerciseResult> {
    const { root, bundle } = this.#options
    const { exercise, seed = 1 + Math.floor(Math.random() * MAX_SEED), parts = null } = request
    const begun = performance.now()
    const definition = await definitionOf(bundle, exercise)
    const runFolder = (this.#runFolder = RunFolder.create(root))
    const prepared = await preparePrograms({
      root,
      runFolder,
      exercise,
      definition,
      source: request.source,
      kafkajs: bundle.kafkajs,
    })
    const lease = await this.#lease
    const slot = await this.#slot
    const context: GradingContext = {
      root,
      exercise: exercise.id,
      seed,
      parts,
      runFolder: runFolder.dir,
      workspace: prepared.workspace.dir,
      bootstrap: lease.bootstrap,
      programs: prepared.programs,
      unusable: prepared.unusable,
      limits: definition.limits,
    }
    await this.#cleared
    await this.#clearAfterTheDead(lease)
    this.#unfinished = runFolder
    const { run, fault } = await this.#run(slot, lease, context)
    await endAll(runFolder)
    this.#unfinished = undefined
    // What it left on the broker may go while its result is shown.
    this.#cleared = deleteTracesOf(runFolder.dir, lease)
    const result = summary({ exercise, seed, asked: parts, run, fault, prepared, lease, root, runFolder })
    const notes = [...(await this.#notes(request, prepared, result)), ...result.notes]
    return { ...result, notes, ms: Math.round(performance.now() - begun) }
  }

  /** Runs the tests until they end or the broker dies under them; afterwards it is asked whether it is still well. */
  async #run(slot: Slot, lease: Lease, context: GradingContext): Promise<{ run: SlotRun; fault?: string }> {
    let died: EnvironmentError | undefined
    void lease.failed.then((error) => {
      died = error
      // Nothing more can come: scenes give up when none of their programs runs.
      return endAll(RunFolder.at(context.runFolder))
    })
    const run = await slot.run(context)
    const failed = run.tests.some((test) => test.result().state === 'failed') || run.errors.length > 0
    if (!failed) return { run }
    return { run, ...(died ? { fault: died.message } : await unwell(lease)) }
  }

  /** Only where their broker was this one, and lived on, is there anything. */
  async #clearAfterTheDead(lease: Lease): Promise<void> {
    await Promise.all(this.#deadRuns.splice(0).map((dir) => deleteTracesOf(dir, lease)))
  }

  async #notes(
    { source, typeNotes: wanted }: GradeRequest,
    prepared: PreparedPrograms,
    result: ExerciseResult,
  ): Promise<string[]> {
    const { root } = this.#options
    const edited = source.kind === 'learner' && shopIsEdited(root)
    return [
      ...(edited
        ? [
            'exercises/shop was changed. Your programs were graded with the shop as it was given: git checkout exercises/shop brings it back.',
          ]
        : []),
      ...(wanted && result.status === 'failed' ? await typeNotes(root, prepared.workspace) : []),
    ]
  }

  /**
   * Ends all at once, in the middle of a run too: programs, then what they left, then the broker. Vitest is left to the end
   * of the process: in the middle of a run it would wait for tests that wait for what has gone.
   */
  async end(): Promise<void> {
    const lease = await this.#lease.catch(() => undefined)
    await this.#cleared
    if (this.#unfinished && lease) {
      await endAll(this.#unfinished)
      await deleteTracesOf(this.#unfinished.dir, lease)
    }
    if (lease && !this.#shared) await lease[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#slot.then((slot) => slot[Symbol.asyncDispose]()).catch(() => undefined)
    await this.end()
  }
}

/** Asks each broker something; what it does not answer within a few seconds cannot be the learner's fault. */
async function unwell({ bootstrap, brokers = 1 }: Lease): Promise<{ fault?: string }> {
  try {
    await using cluster = await Cluster.connect(bootstrap, { timeoutMs: 5_000, clientId: 'workshop-checker' })
    await cluster.askEach()
    const left = cluster.brokers.length
    return left < brokers ? { fault: `The cluster has lost brokers: ${left} of ${brokers} are left.` } : {}
  } catch (error) {
    return { fault: `The broker does not answer any more: ${messageOf(error)}` }
  }
}
