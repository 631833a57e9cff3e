import type { RunningProcess } from '#checker'
import { LastLines } from './last-lines.ts'
import { WORKER_KINDS, type WorkerKind } from './names.ts'

export interface WorkerView {
  readonly name: string
  readonly kind: string
  readonly state: 'starting' | 'running' | 'paused' | 'stopping' | 'ended'
  /** How it ended. */
  readonly end: string
  readonly lines: readonly string[]
}

/** What the buttons of a worker send it. */
export const SIGNALS = { kill: 'SIGKILL', stop: 'SIGTERM', pause: 'SIGSTOP', resume: 'SIGCONT' } as const
export type SignalName = keyof typeof SIGNALS

/** One program of the demo, from its start to its end. */
export class Worker {
  readonly name: string
  readonly #kind: WorkerKind
  readonly lines = new LastLines()
  #process: RunningProcess | undefined
  #state: WorkerView['state'] = 'starting'
  #end = ''

  constructor(name: string, kind: WorkerKind) {
    this.name = name
    this.#kind = kind
  }

  get ended(): boolean {
    return this.#state === 'ended'
  }

  view(): WorkerView {
    const { name } = this
    return { name, kind: WORKER_KINDS[this.#kind].label, state: this.#state, end: this.#end, lines: this.lines.all }
  }

  /** From now on it is this process. */
  runs(process: RunningProcess): void {
    this.#process = process
    this.#state = 'running'
    void process.exited.then(({ code, signal }) =>
      this.fails(signal ? `ended by ${signal}` : `ended with exit code ${code}`),
    )
  }

  /** It has ended, or never began. */
  fails(why: string): void {
    this.#state = 'ended'
    this.#end = why
  }

  /** As an operator would do it by hand; nothing where it has ended already. */
  signal(name: SignalName): void {
    if (!this.#process || this.ended) return
    if (name === 'kill') return void this.#process.kill()
    this.#process.signal(SIGNALS[name])
    if (name === 'pause') this.#state = 'paused'
    if (name === 'resume') this.#state = 'running'
    if (name === 'stop') this.#state = 'stopping'
  }

  /** Asks it to end, and kills it where it does not within two seconds. */
  async end(): Promise<void> {
    if (!this.#process || this.ended) return
    this.signal('resume')
    this.#state = 'stopping'
    await this.#process.stop({ graceMs: 2_000 })
  }
}
