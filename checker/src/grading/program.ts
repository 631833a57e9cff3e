import { fileURLToPath } from 'node:url'
import type { Evidence } from '../evidence/index.ts'
import { type RunningProcess, shownFrom } from '../runner/index.ts'
import { idleness } from './idle.ts'
import { movesIn } from './moves.ts'
import { until } from './waiting.ts'

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** So much of a line is enough to recognise it, and of an error to understand it. */
const SHOWN_CHARACTERS = 120
const COMPLAINT_CHARACTERS = 300

/** A stop that is graded has this long, milliseconds. */
export const STOP_LIMIT_MS = 5_000

/** A learner's program as a hidden test sees it. */
export class Program {
  readonly name: string
  readonly #process: RunningProcess
  readonly #evidence: Evidence
  readonly #root: string
  #exit: Exit | undefined

  /** `root`: the checkout, against which paths are shown. */
  constructor(process: RunningProcess, evidence: Evidence, root: string) {
    this.name = process.name
    this.#root = root
    this.#process = process
    this.#evidence = evidence
  }

  get running(): boolean {
    return this.#process.running
  }

  /** How it ended; undefined while it runs. */
  get exit(): Exit | undefined {
    if (this.#exit) return this.#exit
    const exited = this.#evidence.of('exited').find((event) => event.process === this.name)
    this.#exit = exited && { code: exited.code, signal: exited.signal }
    return this.#exit
  }

  /** Waits for its end; undefined when it still runs after `limitMs`. */
  async exitWithin(limitMs: number): Promise<Exit | undefined> {
    await until(this.#evidence, () => this.exit !== undefined, { limitMs })
    return this.exit
  }

  /**
   * Waits for its end; undefined when it has done nothing for `idleMs`, and so will not end, or after `limitMs`. Asked of the
   * evidence and of states: a process that has just ended does not run any more though its exit is not there yet, and a busy
   * machine lets a program that ends take its time.
   */
  async endUnlessIdle({ idleMs, limitMs }: { idleMs: number; limitMs: number }): Promise<Exit | undefined> {
    const doesNothing = this.idleness(idleMs)
    await until(this.#evidence, () => this.exit !== undefined || doesNothing(), { limitMs })
    return this.exit
  }

  /** Waits until it sleeps and nothing of the run moves; see `idleness`. */
  async idle(limitMs: number): Promise<boolean> {
    return until(this.#evidence, this.idleness(), { limitMs })
  }

  /** Waits until it waits for something, as `idle`; that it, or another, still asks Kafka for more and has nothing to do is no matter. */
  async waits(limitMs: number): Promise<boolean> {
    return until(this.#evidence, idleness(this.#evidence, this.#process.pid, { eventsIn: movesIn }), { limitMs })
  }

  /** Stops it where it is (SIGSTOP), as a machine does that stands still: it keeps its connections and says nothing. */
  freeze(): void {
    this.#process.signal('SIGSTOP')
  }

  /** Lets it go on (SIGCONT): it does not know how long it was away. */
  thaw(): void {
    this.#process.signal('SIGCONT')
  }

  /** The same as a condition for a wait that also has others; `forMs`: for how long, by default as long as it takes to see it. */
  idleness(forMs?: number): () => boolean {
    return idleness(this.#evidence, this.#process.pid, { forMs })
  }

  /** Asks it to stop with SIGTERM; undefined when it did not within the 5 s that the task gives (it is killed then). */
  async stop(): Promise<Exit | undefined> {
    if (this.exit) return this.exit
    this.#process.signal('SIGTERM')
    const exit = await this.exitWithin(STOP_LIMIT_MS)
    if (!exit) await this.#process.kill()
    return exit
  }

  /** SIGKILL for it and all that it started; waits until they are gone. */
  async killHard(): Promise<void> {
    await this.#process.kill()
  }

  /** The last line of its standard output that is not blank. */
  get lastLine(): string | undefined {
    return this.#process.stdoutLines.findLast((line) => line.trim() !== '')
  }

  /** The last line as JSON, undefined when it is none. */
  get lastJson(): unknown {
    try {
      return JSON.parse(this.lastLine ?? '') as unknown
    } catch {
      return undefined
    }
  }

  /** What has become of it, to go on with after "the program": that it still ran, or how it ended, and what it complained of. */
  get fate(): string {
    return this.#fate('it said nothing on standard error')
  }

  /** The same; where it did not complain, with the last line that it printed. */
  get fateAndLastLine(): string {
    const { lastLine } = this
    return this.#fate(
      lastLine === undefined ? 'it printed nothing' : `its last line was ${lastLine.slice(0, SHOWN_CHARACTERS)}`,
    )
  }

  #fate(withoutComplaint: string): string {
    const limited = this.#evidence.of('limited').find((event) => event.process === this.name)
    if (limited) return `was ended by the checker: ${limited.detail}`
    if (!this.exit) return this.complaint === undefined ? 'still ran' : `still ran, and had said: ${this.complaint}`
    const { code, signal } = this.exit
    const end = signal ? `was ended by ${signal}` : `ended with exit code ${code}`
    return `${end}: ${this.complaint ?? withoutComplaint}`
  }

  /** The error in its standard error, or else the first line; undefined for none. For findings, since it is never graded. */
  get complaint(): string | undefined {
    const lines = this.#process.stderr().trim().split('\n').filter(Boolean)
    // Above an uncaught error Node prints where it was thrown.
    const error = lines.findIndex((line) => /Error\b.*: /.test(line))
    if (error < 0) return lines[0]?.slice(0, COMPLAINT_CHARACTERS)
    const place = lines.slice(error + 1).flatMap((line) => this.#ownPlace(line) ?? [])[0]
    return `${lines[error]?.slice(0, COMPLAINT_CHARACTERS)}${place === undefined ? '' : ` (${place})`}`
  }

  /** `file:line:column` of a line of a stack trace, where it is one of the learner's own files. */
  #ownPlace(line: string): string | undefined {
    const [, file, position] = /^\s+at (?:.*? \()?((?:file:\/\/)?\/.*):(\d+:\d+)\)?$/.exec(line) ?? []
    // kafkajs lies in the cache as one file.
    if (file === undefined || /\/(?:node_modules|\.workshop)\//.test(file)) return undefined
    return `${shownFrom(this.#root, file.startsWith('file:') ? fileURLToPath(file) : file)}:${position}`
  }
}
