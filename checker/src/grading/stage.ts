import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CheckerBug } from '../errors/index.ts'
import { type CallOutcome, Evidence } from '../evidence/index.ts'
import {
  FunctionHost,
  HOST_SCRIPT,
  Processes,
  RunFolder,
  type RunningProcess,
  type SandboxOptions,
} from '../runner/index.ts'
import type { GradingContext } from './context.ts'
import { saveEvidence } from './evidence-file.ts'
import { firstStepIn, shortenFirstStep } from './first-step.ts'
import { Host } from './host.ts'
import { noteOddity } from './oddities.ts'
import { NotStarted, Ungradable } from './outcomes.ts'
import { Program } from './program.ts'
import { Random } from './random.ts'
import { noteIfSlow, until } from './waiting.ts'
import { Watch, type WatchOptions } from './watch.ts'

/** Where nobody listens: a program of a part without a broker is to find none, whatever runs on this machine. */
const NOWHERE = '127.0.0.1:1'

/** The folder of a scene's files in that of the run. */
export function sceneFolder(scene: string): string {
  return scene.replace(/[^\w-]+/g, '-')
}

/** What a program is started with besides its file. */
interface Launch {
  readonly name: string
  readonly args: readonly string[]
  readonly stdin: string | Buffer | null
  readonly env?: Readonly<Record<string, string>>
  /** A program of ours that hosts the functions of the file. */
  readonly hosted?: boolean
}

/**
 * Where a scene takes place: evidence, chance, the learner's programs and functions. What it lacks of a `Shop` is a broker.
 * Everything that happens is in `evidence`.
 */
export class Stage {
  /** Of its scene; its files lie in the folder of the run that `sceneFolder` names. */
  readonly name: string
  readonly evidence: Evidence
  readonly random: Random
  protected readonly context: GradingContext
  readonly #folder: string
  readonly #processes: Processes
  readonly #programs = new Map<string, Program>()
  /** Programs that may be partly written: their calls tell which of them are not. */
  readonly #partly = new Set<string>()
  protected readonly watch: Watch
  #calls = 0

  protected constructor(
    context: GradingContext,
    scene: string,
    { evidence, watch }: { readonly evidence: Evidence; readonly watch: Watch },
  ) {
    this.context = context
    this.name = scene
    this.evidence = evidence
    this.watch = watch
    this.random = new Random(context.seed, scene)
    this.#folder = join(context.runFolder, sceneFolder(scene))
    this.#processes = new Processes({ runFolder: RunFolder.at(context.runFolder), evidence })
    mkdirSync(this.#folder, { recursive: true })
  }

  /** A stage for a scene that needs no broker. */
  static async open(context: GradingContext, scene: string): Promise<Stage> {
    const evidence = new Evidence()
    // Of the broker there is nothing to ask: the machine alone is watched.
    const nothing = { dueSince: () => undefined, ask: () => Promise.resolve(), onSilence: () => undefined }
    const watch = new Watch({ evidence, ...nothing, onOddity: oddityNoter(context, evidence) })
    return Promise.resolve(new Stage(context, scene, { evidence, watch }))
  }

  /** Writes a file of the scene, for a program to read; gives back its path. */
  file(name: string, content: string | Buffer): string {
    const path = join(this.#folder, name)
    writeFileSync(path, content)
    return path
  }

  /**
   * Starts a learner's program. `name` tells copies apart; by default it is the file's name without its ending. `env`: what it
   * finds there besides what `#shop` reads, or in its place.
   */
  async start(
    file: string,
    {
      args = [],
      stdin = null,
      name = file.replace(/\.ts$/, ''),
      env = {},
    }: { args?: string[]; stdin?: string | Buffer | null; name?: string; env?: Readonly<Record<string, string>> } = {},
  ): Promise<Program> {
    const process = await this.#launch(file, { name, args, stdin, env })
    return this.#program(process)
  }

  /**
   * The functions that a learner's file exports, to be called in a process of their own, which is started now.
   * `partly`: a call that meets `notWritten()` says so in its outcome; otherwise it makes the whole scene `NotStarted`.
   */
  async host(file: string, { partly = false }: { partly?: boolean } = {}): Promise<Host> {
    const begin = async (start: number) => {
      const name = file.replace(/\.ts$/, '') + (start === 1 ? '' : `-${start}`)
      const process = await this.#launch(file, { name, args: [], stdin: null, hosted: true })
      if (partly) this.#partly.add(name)
      const program = this.#program(process)
      const atExit = (): CallOutcome => {
        const firstStep = firstStepIn(this.#notWrittenFile(name))
        return firstStep === '' ? { kind: 'ended', fate: program.fate } : { kind: 'not-written', firstStep }
      }
      return { process: new FunctionHost(process, this.evidence, atExit), program }
    }
    const host = new Host({
      ...{ evidence: this.evidence, begin, partly },
      nextCall: () => ++this.#calls,
      checkSound: () => this.checkSound(),
    })
    await host.start()
    return host
  }

  /**
   * Waits until `condition` holds; gives back whether it did within `limitMs`, and gives up early when none of the
   * scene's programs runs any more. Throws `NotStarted` when one of them called `notWritten()`, and `Ungradable` as soon as
   * anything of ours or of the broker's goes wrong.
   */
  async until(condition: () => boolean | Promise<boolean>, { limitMs }: { limitMs: number }): Promise<boolean> {
    const nobodyLeft = () => [...this.#programs.values()].every((program) => program.exit !== undefined)
    const soundly = () => {
      this.checkSound()
      return condition()
    }
    const begun = performance.now()
    const held = await until(this.evidence, soundly, { limitMs, givenUp: nobodyLeft })
    noteIfSlow(this.evidence, performance.now() - begun, limitMs)
    this.checkStarted()
    return held
  }

  /** Throws `NotStarted` with the first step when a program of this scene called `notWritten()`. */
  checkStarted(): void {
    for (const name of this.#programs.keys()) {
      if (this.#partly.has(name)) continue
      const firstStep = firstStepIn(this.#notWrittenFile(name))
      if (firstStep !== '') throw new NotStarted(firstStep)
    }
  }

  /** Faults of the scene that never acted, and what they were for. */
  get unfired(): readonly string[] {
    return []
  }

  /** Those that were started, in that order. */
  get programs(): readonly Program[] {
    return [...this.#programs.values()]
  }

  /** The first thing of ours or of the broker's that went wrong so far. */
  get fault(): Ungradable | undefined {
    const fault = this.evidence.of('fault')[0]
    return fault && new Ungradable(fault.what)
  }

  /** Throws `Ungradable` when anything of ours or of the broker's went wrong so far. */
  checkSound(): void {
    const { fault } = this
    if (fault) throw fault
  }

  /** Ends the programs and keeps the evidence. */
  async close(): Promise<void> {
    this.watch.stop()
    await Promise.all(
      [...this.#programs.values()].filter((program) => program.running).map((program) => program.killHard()),
    )
    for (const name of this.#programs.keys()) shortenFirstStep(this.#notWrittenFile(name))
    saveEvidence(join(this.#folder, 'evidence.jsonl'), this.evidence)
  }

  /** What `#shop` reads of a program's environment. */
  protected surroundings(_program: string): Promise<Readonly<Record<string, string>>> {
    return Promise.resolve({ KAFKA_BROKERS: NOWHERE })
  }

  /** Folder of the sockets by which a program in the sandbox gets out; none: it does not. */
  protected doorsFor(_program: string): string | undefined {
    return undefined
  }

  async #launch(file: string, { name, args, stdin, env = {}, hosted = false }: Launch): Promise<RunningProcess> {
    const { programs, exercise, root, workspace, limits } = this.context
    const script = programs[file]
    if (script === undefined)
      throw new CheckerBug(`${file} is not a program of ${exercise}.`, {
        code: 'no-such-program',
        fix: 'Name it in exercise.ts.',
      })
    const surroundings = await this.surroundings(name)
    writeFileSync(this.#notWrittenFile(name), '')
    return this.#processes.start({
      name,
      ...(hosted ? { script: join(root, HOST_SCRIPT), args: [script], channel: true } : { script, args }),
      stdin,
      cwd: workspace,
      env: { ...surroundings, ...env, WORKSHOP_NOT_WRITTEN: this.#notWrittenFile(name) },
      limits,
      sandbox: this.#sandboxFor(name),
    })
  }

  #program(process: RunningProcess): Program {
    const program = new Program(process, this.evidence, this.context.root)
    this.#programs.set(process.name, program)
    return program
  }

  #sandboxFor(name: string): SandboxOptions | undefined {
    const { root, sandbox, workspace } = this.context
    if (!sandbox) return undefined
    return {
      root,
      readable: [...sandbox.readable, join(root, HOST_SCRIPT), workspace, this.#folder],
      writable: [this.#notWrittenFile(name)],
      doors: this.doorsFor(name),
    }
  }

  /** Empty until the program calls `notWritten()`. */
  #notWrittenFile(name: string): string {
    return join(this.#folder, `${name}.not-written`)
  }
}

/** Notes an oddity in the evidence and in the run's folder. */
export function oddityNoter(context: GradingContext, evidence: Evidence): WatchOptions['onOddity'] {
  return (what) => {
    evidence.add({ kind: 'checker', what: `odd: ${what}` })
    noteOddity(context.runFolder, what)
  }
}
