import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Lease, ailmentOf, leaseBroker } from '../broker/index.ts'
import { needsBroker } from '../catalog/index.ts'
import { EnvironmentError } from '../errors/index.ts'
import type { ExerciseResult } from '../report/index.ts'
import { RunFolder, endAll, restCompiler } from '../runner/index.ts'
import { settlesWithin } from '../timing/index.ts'
import { type Bundle, definitionOf, entryOf } from './bundle.ts'
import { type Attempt, sentence, withCanary } from './canary.ts'
import type { GradingContext } from './context.ts'
import { HeldBroker } from './held-broker.ts'
import { type HiddenTests, compileHiddenTests } from './thread/hidden-tests.ts'
import { notesOn } from './notes.ts'
import { odditiesOf } from './oddities.ts'
import { changedFile, ownFiles } from './own-files.ts'
import { Phases } from './phases.ts'
import { type PreparedPrograms, preparePrograms } from './programs.ts'
import type { GradeRequest } from './request.ts'
import { saveResult } from './result-file.ts'
import { drawSeed } from './seed.ts'
import { saveSource } from './source-file.ts'
import { Slot, type SlotRun } from './thread/slot.ts'
import { summary } from './summary.ts'
import { tellerOf } from './test-ended.ts'
import { deleteTracesOf } from './traces.ts'
import { tellWhatNeedsNone } from './without-broker.ts'

/** A program of the run cannot add to the folder any more; one that escaped its end may, and gets some tries more. */
const REMOVING = { recursive: true, force: true, maxRetries: 3 } as const

/** What a sick broker gets for answers that change no verdict. */
const SICK_LIMIT_MS = 2_000

/** Scenes whose programs are gone give up within milliseconds; one that does not is cut off. */
const GIVE_UP_LIMIT_MS = 3_000

export interface GraderOptions {
  readonly root: string
  readonly bundle: Bundle
  /** Tells people what is going on, a line at a time. */
  readonly say: (line: string) => void
  /** As `leaseBroker` has it. */
  readonly tellPassedOver?: boolean
  readonly signal?: AbortSignal
  readonly env?: NodeJS.ProcessEnv
  /** Runs the programs in the sandbox; it is there, see `requireSandbox`. */
  readonly sandbox?: boolean | undefined
  /** Folders of runs whose checker died: what they left on the broker is deleted before the first grading. */
  readonly deadRuns?: readonly string[]
  /**
   * It may grade for hours: what a run leaves is deleted also on a broker that ends with this command, and one that dies is told
   * here and replaced by the next grading.
   */
  readonly onBrokerDied?: (why: EnvironmentError) => void
}

type Prepared = Attempt & { readonly prepared: PreparedPrograms }

/**
 * Grades programs: shared by `check`, `verify` and whatever comes later. It keeps its broker and the thread of hidden tests, so
 * that a second grading is faster. It grades one exercise at a time; side by side takes several.
 */
export class Grader {
  readonly #options: GraderOptions
  readonly #broker: HeldBroker
  readonly #slot: Slot
  #runFolder: RunFolder | undefined
  /** The folder of a run that is not over: what it leaves on the broker is deleted at the end. */
  #unfinished: RunFolder | undefined
  /** Aborted by `end`. */
  readonly #ending = new AbortController()
  #cleared: Promise<void> = Promise.resolve()
  /** The attempt that goes on, or the last one; never rejects. */
  #attempting: Promise<unknown> = Promise.resolve()
  #rested: Promise<void> = Promise.resolve()
  /** Where the time went so far. */
  readonly phases: Phases
  readonly #deadRuns: string[]
  /** Of attempts of the grading that goes on. */
  readonly #workspaces: string[] = []
  /** The folder of the last run, absolute. */
  get runFolder(): string | undefined {
    return this.#runFolder?.dir
  }

  private constructor(
    options: GraderOptions,
    { slot, phases, shared }: { slot: Slot; phases: Phases; shared?: Promise<Lease> },
  ) {
    this.phases = phases
    this.#options = options
    this.#deadRuns = [...(options.deadRuns ?? [])]
    this.#slot = slot
    const lease = () => phases.during('a broker', leaseFor(options))
    this.#broker = new HeldBroker({ lease, shared, onDied: (why, leasing) => this.#onBrokerDied(why, leasing) })
  }

  /**
   * Begins to load the harness and, side by side, to lease a broker; what fails is thrown by the first `grade`. `broker` false: a
   * broker is leased by the first `grade` that needs one.
   */
  static create(options: GraderOptions, { broker = true } = {}): Grader {
    const grader = Grader.#with(options)
    // That there is none is told by the first grading.
    if (broker) grader.broker().catch(() => undefined)
    return grader
  }

  /** A grader with a slot of its own on somebody else's lease. */
  static sharing(options: GraderOptions, lease: Promise<Lease>): Grader {
    return Grader.#with(options, lease)
  }

  static #with(options: GraderOptions, shared?: Promise<Lease>): Grader {
    const phases = new Phases()
    phases.since('node and the checker', 0)
    const slot = new Slot(entryOf(options.bundle, 'checker/src/grading/thread/worker.ts'))
    void phases.during('the harness of hidden tests', slot.loaded)
    return new Grader(options, { slot, phases, ...(shared && { shared }) })
  }

  /** The lease; undefined while nothing needed a broker. */
  get lease(): Promise<Lease> | undefined {
    return this.#broker.lease
  }

  /** The lease that there is, or that begins now. */
  async broker(): Promise<Lease> {
    return this.#broker.take()
  }

  /** As `HeldBroker` has it. */
  async giveBackBroker(): Promise<void> {
    await this.#broker.giveBack()
  }

  /** Gives memory back to the system, for who waits for long between two gradings; one that begins meanwhile waits for it. */
  async rest(): Promise<void> {
    this.#slot.rest()
    const resting = restCompiler()
    this.#rested = resting.catch(() => undefined)
    await resting
  }

  async #onBrokerDied(why: EnvironmentError, leasing: Promise<Lease>): Promise<void> {
    // Nothing more can come: scenes give up when none of their programs runs.
    if (this.#unfinished) await endAll(this.#unfinished)
    if (!this.#options.onBrokerDied || this.lease !== leasing) return
    await this.giveBackBroker()
    this.#options.onBrokerDied(why)
  }

  /**
   * Grades one exercise. A wrong answer is data in the result, and so is a broker that fails in the middle (`ungradable`).
   * Throws `EnvironmentError` when there is no broker and `UsageError` for a folder that is not there. When it is abandoned it
   * throws the signal's reason once none of its programs is left; what they left on the broker goes before the next one begins.
   */
  async grade(request: GradeRequest): Promise<ExerciseResult> {
    const begun = performance.now()
    const { seed = drawSeed() } = request
    // The compiler would be stopped under it.
    await this.#rested
    try {
      const first = await this.#attempt(request, seed)
      const result = await this.#inDoubt(first, request, seed)
      const said = await notesOn(this.#options.root, request, first.prepared, result, this.#ending.signal)
      const notes = [...said, ...result.notes]
      const whole = { ...result, source: request.source.kind, notes, ms: Math.round(performance.now() - begun) }
      saveResult(whole, this.runFolder)
      return whole
    } finally {
      // Programs may have filled them, and the last 20 runs are kept.
      const left = this.#workspaces.splice(0).map((dir) => rm(dir, REMOVING))
      this.#cleared = Promise.all([this.#cleared, ...left]).then(() => undefined)
    }
  }

  /** Nothing but what the first attempt says, unless it blames programs for what may be another's fault. */
  async #inDoubt(first: Attempt, request: GradeRequest, seed: number): Promise<ExerciseResult> {
    const { result, oddities } = first
    if (result.status !== 'failed' || oddities.length === 0) return result
    // The solution is a canary itself.
    if (request.source.kind === 'solution') return first.ungradable(sentence(oddities))
    return withCanary(first, {
      say: this.#options.say,
      grade: (source) => this.#attempt(source === 'same' ? request : { ...request, source, onTest: undefined }, seed),
    })
  }

  async #attempt(request: GradeRequest, seed: number): Promise<Prepared> {
    const attempt = this.#attempted(request, seed)
    this.#attempting = attempt.catch(() => undefined)
    const prepared = await attempt
    // What was ended in its middle says nothing of the programs.
    this.#ending.signal.throwIfAborted()
    return prepared
  }

  async #attempted(request: GradeRequest, seed: number): Promise<Prepared> {
    const { root, bundle } = this.#options
    const { exercise, parts = null, testFile, smaller = null, signal } = request
    const definition = await definitionOf(bundle, exercise)
    const runFolder = (this.#runFolder = RunFolder.create(root))
    const { source } = request
    saveSource(runFolder.dir, source)
    const hidden = compileHiddenTests(root, exercise.id, { programs: definition.programs, only: testFile })
    // What is wrong with them is told by the run.
    hidden.catch(() => undefined)
    const preparing = preparePrograms({ root, runFolder, exercise, definition, source, kafkajs: bundle.kafkajs })
    const prepared = await this.phases.during('programs, copied and compiled', preparing)
    this.#workspaces.push(prepared.workspace.dir)
    const lease = needsBroker(definition, exercise, parts)
      ? await this.broker().catch((error: unknown) => {
          throw tellWhatNeedsNone(error, exercise, definition)
        })
      : undefined
    const context: GradingContext = {
      root,
      exercise: exercise.id,
      seed,
      parts,
      smaller,
      runFolder: runFolder.dir,
      workspace: prepared.workspace.dir,
      bootstrap: lease?.bootstrap ?? null,
      withoutBroker: definition.withoutBroker ?? [],
      programs: prepared.programs,
      unusable: prepared.unusable,
      sandbox: this.#options.sandbox ? { readable: [join(root, 'node_modules'), dirname(bundle.kafkajs)] } : null,
      internalTopics: definition.internalTopics ?? false,
      limits: definition.limits,
    }
    await this.phases.during('what the last run left, cleared', this.#cleared)
    if (lease?.outlives) await this.#clearAfterTheDead(lease)
    if (signal?.aborted) await this.#abandon(runFolder, lease, signal)
    // `end` finds what a run has started; a grading that still prepared its programs then must not begin one.
    this.#ending.signal.throwIfAborted()
    this.#unfinished = runFolder
    const { run, fault } = await this.#run(await hidden, lease, context, request)
    if (signal?.aborted) await this.#abandon(runFolder, lease, signal)
    const conclude = (why: string | undefined) =>
      summary({ exercise, seed, asked: parts, testFile, run, fault: why, prepared, lease, root, runFolder })
    const result = conclude(fault)
    const [ailment] = await Promise.all([
      lease && result.status === 'failed' ? ailmentOf(lease.bootstrap, { brokers: lease.brokers }) : undefined,
      endAll(runFolder),
    ])
    this.#unfinished = undefined
    const sound = result.status !== 'ungradable' && ailment === undefined
    this.#clear(runFolder, lease, sound)
    return {
      result: ailment === undefined ? result : conclude(`The broker ${ailment}.`),
      oddities: odditiesOf(runFolder.dir),
      ungradable: conclude,
      prepared,
    }
  }

  /** What a run left on the broker may go while its result is shown. */
  #clear(runFolder: RunFolder, lease: Lease | undefined, sound: boolean): void {
    // A broker that ends with this lease takes it along; but who keeps or shares a lease may grade for hours on it.
    if (lease && (lease.outlives || this.#broker.shared || this.#options.onBrokerDied))
      this.#cleared = deleteTracesOf(runFolder.dir, lease, sound ? {} : { limitMs: SICK_LIMIT_MS })
  }

  /** Runs the tests until they end, the broker dies under them or they are abandoned. */
  async #run(
    hidden: HiddenTests,
    lease: Lease | undefined,
    context: GradingContext,
    request: GradeRequest,
  ): Promise<{ run: SlotRun; fault?: string }> {
    const { exercise, signal } = request
    const files = ownFiles(context.root, exercise)
    // Nothing more can come: scenes give up when none of their programs runs.
    const abandon = () => void endAll(RunFolder.at(context.runFolder), { graceMs: 0 })
    signal?.addEventListener('abort', abandon)
    const run = await this.phases.during('hidden tests', this.#slot.run(hidden, context, tellerOf(request)))
    signal?.removeEventListener('abort', abandon)
    const changed = changedFile(files, ownFiles(context.root, exercise))
    if (changed !== undefined) return { run, fault: `${changed} was changed while it graded. Run the check again.` }
    const failed = run.tests.some(({ state }) => state === 'failed') || run.errors.length > 0
    const died = lease && this.#broker.deathOf(lease)
    return { run, ...(failed && died && { fault: died.message }) }
  }

  async #abandon(runFolder: RunFolder, lease: Lease | undefined, signal: AbortSignal): Promise<never> {
    await endAll(runFolder, { graceMs: 0 })
    this.#unfinished = undefined
    this.#clear(runFolder, lease, true)
    throw signal.reason
  }

  /** Only where their broker was this one, and lived on, is there anything. */
  async #clearAfterTheDead(lease: Lease): Promise<void> {
    await Promise.all(this.#deadRuns.splice(0).map((dir) => deleteTracesOf(dir, lease)))
  }

  /**
   * Ends all at once, in the middle of a run too: programs, then what they left, then the broker. A grading that is in its middle
   * throws.
   */
  async end(): Promise<void> {
    this.#ending.abort(ended())
    await this.lease?.catch(() => undefined)
    if (this.#unfinished) await endAll(this.#unfinished)
    // Its scenes give up, since none of their programs runs or can be started; topics that they were making are there then.
    await settlesWithin(this.#attempting, GIVE_UP_LIMIT_MS)
    await this.#slot[Symbol.asyncDispose]()
    await this.#attempting
    await this.#cleared
    await this.giveBackBroker()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end()
  }
}

function ended(): EnvironmentError {
  return new EnvironmentError('The grader has ended; nothing more is graded.', {
    code: 'grader-ended',
    fix: 'Run the command again.',
  })
}

function leaseFor({ root, env = process.env, say, tellPassedOver, signal }: GraderOptions): Promise<Lease> {
  return leaseBroker({ root, env, say, tellPassedOver, ...(signal && { signal }) })
}
