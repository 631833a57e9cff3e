import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { Evidence } from '../evidence/index.ts'
import { CheckerBug, EnvironmentError, messageOf } from '../errors/index.ts'
import { MARKER, programEnvironment } from './environment.ts'
import { Family } from './family.ts'
import { processTable } from './process-table.ts'
import { register } from './register.ts'
import type { RunFolder } from './run-folder.ts'
import { RunningProcess } from './running-process.ts'
import { type SandboxOptions, sandboxed } from './sandbox/index.ts'

/** When a program is ended without being asked. */
export interface Limits {
  /** Milliseconds from its start. */
  readonly wallMs: number
  /** Resident bytes of it and its children together. */
  readonly memoryBytes: number
  /** Bytes on standard output and standard error together; far above what is kept of them. */
  readonly outputBytes: number
  /** How many processes it and its children may be at once. */
  readonly processes: number
}

export const DEFAULT_LIMITS: Limits = {
  wallMs: 30_000,
  memoryBytes: 1024 * 1024 * 1024,
  outputBytes: 64 * 1024 * 1024,
  processes: 64,
}

export interface ProgramStart {
  /** How evidence and reports call it, e.g. `producer` or `worker-2`. */
  readonly name: string
  /** Absolute path of compiled JavaScript. */
  readonly script: string
  readonly args?: readonly string[]
  /** Added to the clean environment. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd: string
  /** All of standard input; null or absent is an empty one. */
  readonly stdin?: string | Buffer | null
  /** Whether it has a channel to us besides, on its file descriptor 3: see `RunningProcess.channel`. */
  readonly channel?: boolean
  /** Told of all that it prints, as it comes and whatever is kept of it. */
  readonly onOutput?: ((chunk: Buffer) => void) | undefined
  /** Those left out are as in DEFAULT_LIMITS. */
  readonly limits?: Partial<Limits>
  /** Runs it in the sandbox, with what it may see of this machine; left out: as the user who checks. */
  readonly sandbox?: SandboxOptions | undefined
}

export interface ProcessesOptions {
  readonly runFolder: RunFolder
  readonly evidence: Evidence
}

/**
 * The learner's programs of one run, as child processes. Works in the main thread and in a worker thread alike; each is
 * written to `processes.jsonl` of the run before it can matter, so that the main thread (`endAll`) and later commands
 * (`sweep`) can end what is left when this thread is gone.
 */
export class Processes {
  readonly #options: ProcessesOptions
  readonly #started: RunningProcess[] = []

  constructor(options: ProcessesOptions) {
    this.#options = options
  }

  /** All that were started, oldest first, also those that have ended. */
  get all(): readonly RunningProcess[] {
    return this.#started
  }

  /**
   * Starts a program under plain node, in a process group of its own.
   *
   * A script that is missing or crashes is no error here: the process then ends with code 1 as it would by hand.
   * @throws EnvironmentError `program-not-started` when the system refuses another process, `run-ended` after `endAll`
   * @throws CheckerBug `no-such-folder` when `cwd` is no folder
   */
  start(start: ProgramStart): RunningProcess {
    const { runFolder, evidence } = this.#options
    refuseWhenClosing(runFolder)
    const mark = `${runFolder.id}/${randomBytes(6).toString('hex')}`
    const elders = processTable.existing()
    const limits = { ...DEFAULT_LIMITS, ...start.limits }
    const child = spawned(start, limits, mark)
    const root = processTable.identityOfChild(child.pid)
    register(runFolder.dir, { name: start.name, ...root })
    evidence.add({ kind: 'started', process: start.name, pid: child.pid })
    const family = new Family({
      roots: [root],
      marker: `${MARKER}=${mark}`,
      since: root.startedAt,
      elders,
      onFound: (found) => {
        register(runFolder.dir, { name: start.name, ...found })
      },
    })
    const inSandbox = start.sandbox !== undefined
    const running = new RunningProcess({
      ...{ name: start.name, child, inSandbox, family, evidence, limits },
      runDir: runFolder.dir,
      onOutput: start.onOutput,
    })
    this.#started.push(running)
    // `endAll` may have come between the first look and the registration.
    if (runFolder.closing) running.signal('SIGKILL')
    return running
  }

  /** Ends all that still run: asked first, killed after `graceMs` with all that they started. */
  async endAll({ graceMs = 2_000 } = {}): Promise<void> {
    await Promise.all(this.#started.map((program) => program.stop({ graceMs })))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.endAll()
  }
}

/** A child process that has a pid, and pipes for its output. */
export type StartedChild = ChildProcess & { readonly pid: number }

function spawned(start: ProgramStart, limits: Limits, mark: string): StartedChild {
  const { script, env = {}, cwd, stdin = null, channel = false } = start
  const command = commandOf(start, limits)
  let child: ChildProcess
  try {
    child = spawn(command.file, command.args, {
      cwd,
      env: programEnvironment({ ...env, ...command.env }, mark),
      // A session and process group of its own: Ctrl-C in the terminal reaches us alone, and the group can be killed.
      detached: true,
      stdio: [stdin === null ? 'ignore' : 'pipe', 'pipe', 'pipe', ...(channel ? ['pipe' as const] : [])],
    })
  } catch (error) {
    throw notStarted(script, messageOf(error), error)
  }
  // Without a listener a failed start would end our own process.
  child.on('error', () => undefined)
  if (child.pid === undefined) {
    if (!existsSync(cwd)) {
      throw new CheckerBug(`A program was to start in ${cwd}, which does not exist.`, {
        code: 'no-such-folder',
        fix: 'Please report this with the command that you ran.',
      })
    }
    throw notStarted(script, 'the system refused another process')
  }
  // A program may end without reading its input: EPIPE is its choice, not an error.
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(stdin)
  return child as StartedChild
}

function commandOf({ script, args = [], cwd, sandbox }: ProgramStart, limits: Limits) {
  const nodeArgs = ['--enable-source-maps', script, ...args]
  return sandbox ? sandboxed(nodeArgs, cwd, sandbox, limits) : { file: process.execPath, args: nodeArgs, env: {} }
}

function notStarted(script: string, why: string, cause?: unknown): EnvironmentError {
  return new EnvironmentError(`The program ${script} could not be started: ${why}.`, {
    code: 'program-not-started',
    fix: 'Close some programs, or raise the limits of processes and open files (ulimit -u, ulimit -n), and try again.',
    cause,
  })
}

function refuseWhenClosing(runFolder: RunFolder): void {
  if (!runFolder.closing) return
  throw new EnvironmentError('The run has ended; nothing more is started in it.', {
    code: 'run-ended',
    fix: 'Run the check again.',
  })
}
