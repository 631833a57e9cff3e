import { mkdirSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { messageOf } from '../errors/index.ts'
import type { EventOf, Evidence } from '../evidence/index.ts'
import { settlesWithin } from '../timing/index.ts'
import { type Family, send } from './family.ts'
import { KEPT_BYTES, Output } from './output.ts'
import { processTable } from './process-table.ts'
import type { Limits, StartedChild } from './processes.ts'

/** Node's own words for how a process ended: one of the two is null. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A pipe closes with its last writer; when it is open this long after the exit, a child that lives on may hold it. */
const PIPE_HELD_MS = 20
/** After the whole tree is gone, its pipes are closed by the kernel at once; nobody of ours can hold them longer. */
const PIPE_LIMIT_MS = 1_000

export interface RunningProcessOptions {
  readonly name: string
  readonly child: StartedChild
  /** The child is the sandbox then, and the program a process in it. */
  readonly inSandbox: boolean
  readonly family: Family
  readonly evidence: Evidence
  readonly limits: Limits
  readonly runDir: string
  readonly onOutput?: ((chunk: Buffer) => void) | undefined
}

/** A learner's program that was started. All that it does is added to the evidence when it is seen. */
export class RunningProcess {
  readonly name: string
  /** How it ended, once its output is complete and nothing that it started is left. Never rejects. */
  readonly exited: Promise<Exit>
  readonly #options: RunningProcessOptions
  readonly #stdout: Output
  readonly #stderr: Output
  readonly #timers: NodeJS.Timeout[] = []
  #pidInSandbox: number | undefined
  #running = true
  #limited = false
  #looking = false

  constructor(options: RunningProcessOptions) {
    this.#options = options
    this.name = options.name
    this.#stdout = this.#listen('stdout')
    this.#stderr = this.#listen('stderr')
    this.exited = this.#untilGone()
    this.#watch()
  }

  /** Of the program itself; of the sandbox while, and when, there is no program in it. */
  get pid(): number {
    const { child, inSandbox } = this.#options
    if (!inSandbox) return child.pid
    return (this.#pidInSandbox ??= programIn(child.pid)) ?? child.pid
  }

  /**
   * The channel that it was started with: a socket, so both ways. Unlike Node's own IPC it is read by whoever asks for it, so
   * that no child can make this process parse what it likes.
   */
  get channel(): Duplex {
    const channel = this.#options.child.stdio[3]
    if (!channel) throw new Error(`${this.name} was started without a channel`)
    return channel as Duplex
  }

  /** False from the moment in which we learn that it has ended. */
  get running(): boolean {
    return this.#running
  }

  /** Whole lines so far, without their ends; the array grows. Of a flood only its beginning and, when it ended, its end. */
  get stdoutLines(): readonly string[] {
    return this.#stdout.lines
  }

  /** What was kept of standard output: all up to 64 KB, beyond that the beginning and the end. */
  stdout(): string {
    return this.#stdout.text()
  }

  stderr(): string {
    return this.#stderr.text()
  }

  /** Bytes printed so far, kept or not. */
  get outputBytes(): { readonly stdout: number; readonly stderr: number } {
    return { stdout: this.#stdout.bytes, stderr: this.#stderr.bytes }
  }

  /** Sends a signal to the program alone, as an operator would; false when it has ended already. */
  signal(signal: NodeJS.Signals): boolean {
    if (!this.#running || !send(this.pid, signal)) return false
    this.#options.evidence.add({ kind: 'signalled', process: this.name, signal })
    return true
  }

  /** Kills it with all that it started, and waits until they are gone. */
  async kill(): Promise<void> {
    this.#kill()
    await this.exited
  }

  /** Asks it to end (SIGTERM to the program alone); when it still runs after `graceMs`, kills it with all that it started. */
  async stop({ graceMs }: { readonly graceMs: number }): Promise<Exit> {
    if (this.signal('SIGTERM') && !(await settlesWithin(this.exited, graceMs))) this.#kill()
    return this.exited
  }

  /** The group at once, so that what ends the program cannot be outrun; the rest of the tree goes when it has ended. */
  #kill(): void {
    if (!this.signal('SIGKILL')) return
    send(-this.#options.child.pid, 'SIGKILL')
  }

  #listen(stream: 'stdout' | 'stderr'): Output {
    const { child, evidence, limits } = this.#options
    const process = this.name
    const output = new Output((line, exact) =>
      evidence.add({ kind: 'printed', process, stream, line }, exact ? 'exact' : 'polled'),
    )
    child[stream]?.on('data', (chunk: Buffer) => {
      this.#options.onOutput?.(chunk)
      const before = output.bytes
      output.push(chunk)
      if (before <= KEPT_BYTES && output.bytes > KEPT_BYTES) {
        const what = `${process} printed more than ${KEPT_BYTES} bytes on ${stream}; the rest is counted, and only its end is kept`
        evidence.add({ kind: 'checker', what })
      }
      const total = this.#stdout.bytes + this.#stderr.bytes
      if (total > limits.outputBytes) this.limit('output', `more than ${megabytes(limits.outputBytes)} printed`)
    })
    // A pipe that breaks has ended; `close` comes all the same.
    child[stream]?.on('error', () => undefined)
    return output
  }

  #watch(): void {
    const { wallMs } = this.#options.limits
    this.#timers.push(
      setTimeout(() => {
        this.limit('time', `still running after ${wallMs} ms`)
      }, wallMs).unref(),
      setInterval(() => {
        void this.#look()
      }, processTable.pollMs).unref(),
    )
  }

  /** Sees who belongs to it by now and what memory they hold. */
  async #look(): Promise<void> {
    if (this.#looking || !this.#running) return
    this.#looking = true
    try {
      const { family, limits } = this.#options
      const rows = await family.running({ hasty: true })
      if (rows.length > limits.processes) this.limit('processes', `more than ${limits.processes} processes started`)
      if (family.residentBytes(rows) > limits.memoryBytes)
        this.limit('memory', `more than ${megabytes(limits.memoryBytes)} of memory taken`)
    } catch (error) {
      this.#options.evidence.add({
        kind: 'fault',
        process: this.name,
        what: `it could not be watched: ${messageOf(error)}`,
      })
    } finally {
      this.#looking = false
    }
  }

  /** Ends it, with all that it started, for what it did; nothing when it has ended already. */
  limit(limit: EventOf<'limited'>['limit'], detail: string): void {
    if (this.#limited || !this.#running) return
    this.#limited = true
    this.#options.evidence.add({ kind: 'limited', process: this.name, limit, detail })
    this.#kill()
  }

  async #untilGone(): Promise<Exit> {
    const { child, evidence, inSandbox } = this.#options
    const closed = new Promise<void>((resolve) => child.once('close', resolve))
    const exit = await new Promise<Exit>((resolve) => {
      child.once('exit', (code, signal) => {
        this.#running = false
        resolve(inSandbox ? exitOfProgram(code, signal) : { code, signal })
      })
    })
    for (const timer of this.#timers) clearTimeout(timer)
    if (!(await settlesWithin(closed, PIPE_HELD_MS))) {
      await this.#endFamily()
      await settlesWithin(closed, PIPE_LIMIT_MS)
      for (const stream of child.stdio) stream?.destroy()
    }
    this.#stdout.end()
    this.#stderr.end()
    evidence.add({ kind: 'exited', process: this.name, ...exit })
    await this.#endFamily()
    this.#keepOutput()
    return exit
  }

  async #endFamily(): Promise<void> {
    const { evidence, family } = this.#options
    try {
      const left = await family.end()
      if (left.length === 0) return
      const pids = left.map(({ pid }) => pid).join(', ')
      evidence.add({ kind: 'checker', what: `${this.name} left processes that could not be ended: ${pids}` })
    } catch (error) {
      evidence.add({
        kind: 'fault',
        process: this.name,
        what: `its children could not be looked for: ${messageOf(error)}`,
      })
    }
  }

  /** For whoever reads the run's folder; losing it changes no verdict. */
  #keepOutput(): void {
    const { evidence, runDir } = this.#options
    const folder = join(runDir, 'output')
    try {
      for (const [stream, output] of [
        ['stdout', this.#stdout],
        ['stderr', this.#stderr],
      ] as const) {
        if (output.bytes === 0) continue
        mkdirSync(folder, { recursive: true })
        writeFileSync(join(folder, `${this.name}-${this.pid}.${stream}.txt`), output.text())
      }
    } catch (error) {
      evidence.add({ kind: 'checker', what: `the output of ${this.name} could not be kept: ${messageOf(error)}` })
    }
  }
}

/** bubblewrap starts the first process of the sandbox, and that one the program. */
function programIn(sandbox: number): number | undefined {
  const first = processTable.childOf(sandbox)
  return first === undefined ? undefined : processTable.childOf(first)
}

/** bubblewrap tells as shells do that a signal ended the program: 128 and the signal's number. */
function exitOfProgram(code: number | null, signal: NodeJS.Signals | null): Exit {
  const name = Object.entries(constants.signals).find(([, number]) => code === 128 + number)?.[0]
  return name === undefined ? { code, signal } : { code: null, signal: name as NodeJS.Signals }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`
}
