import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism, setPriority } from 'node:os'

/** Enough that whatever is graded finds every core taken. */
const PROCESSES_EACH_CORE = 2
/** A little behind the programs, as a build in the background is, and no more: at 19 they would give way to everything. */
const NICENESS = 5

/**
 * What a busy process runs: sums, with a look at its standard input twenty times a second. That ends with this process, however
 * it ends.
 */
const BUSY = `
process.stdin.on('end', () => process.exit()).on('error', () => process.exit()).resume()
function work() {
  for (const until = performance.now() + 50; performance.now() < until; );
  setImmediate(work)
}
work()
`

/** Processes that keep all cores of the machine busy until they are ended. */
export class Load {
  readonly #processes: readonly ChildProcess[]

  private constructor(processes: readonly ChildProcess[]) {
    this.#processes = processes
  }

  static start(): Load {
    const count = availableParallelism() * PROCESSES_EACH_CORE
    const processes = Array.from({ length: count }, () =>
      spawn(process.execPath, ['--eval', BUSY], { stdio: ['pipe', 'ignore', 'ignore'] }),
    )
    for (const { pid } of processes) if (pid !== undefined) setPriority(pid, NICENESS)
    return new Load(processes)
  }

  /** Ends them; later calls do nothing. */
  async end(): Promise<void> {
    await Promise.all(
      this.#processes.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return
        const closed = once(child, 'close')
        child.kill('SIGKILL')
        await closed
      }),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    return await this.end()
  }
}
