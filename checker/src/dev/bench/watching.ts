import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'
import { setTimeout as delay } from 'node:timers/promises'
import { readProc, residentBytesOf, statOf } from '../../proc/index.ts'
import { onTerminal } from '../pictures/terminal.ts'

/** Far above what any of it takes: it would never come. */
const LIMIT_MS = 60_000
/** Of processor time, as Linux counts it. */
const TICKS_EACH_SECOND = 100

/** `npm run watch 03` on a pseudo-terminal (Linux). */
export class Watching {
  readonly #child: ChildProcess
  #seen = ''

  private constructor(child: ChildProcess) {
    this.#child = child
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (this.#seen += stripVTControlCharacters(chunk)))
  }

  static start(cwd: string, env: NodeJS.ProcessEnv): Watching {
    const [file = '', ...args] = onTerminal(['npm', 'run', '-s', 'watch', '03'], 80)
    return new Watching(spawn(file, args, { cwd, env, stdio: ['pipe', 'pipe', 'ignore'] }))
  }

  /** What was shown so far counts no more. */
  forget(): void {
    this.#seen = ''
  }

  /** Waits until something was shown; the limit means that it will not come any more. */
  async until(what: RegExp): Promise<void> {
    const deadline = performance.now() + LIMIT_MS
    while (!what.test(this.#seen)) {
      if (performance.now() > deadline) throw new Error(`not within ${LIMIT_MS} ms: ${String(what)}\n${this.#seen}`)
      const left = new AbortController()
      await Promise.race([
        once(this.#child.stdout ?? this.#child, 'data', { signal: left.signal }).catch(() => undefined),
        delay(100, undefined, { signal: left.signal }).catch(() => undefined),
      ])
      left.abort()
    }
  }

  /** What it takes for `ms` when it has rested for `afterMs`: of a core, and the resident memory at the end. */
  async atRest(afterMs: number, ms: number): Promise<{ corePercent: number; residentMb: number }> {
    await delay(afterMs)
    const pids = this.#processes()
    const before = secondsOf(pids)
    await delay(ms)
    return {
      corePercent: ((secondsOf(pids) - before) / (ms / 1_000)) * 100,
      residentMb: residentMbOf(this.#processes()),
    }
  }

  /** Its own process, and what that has started; npm, and the shell between, are not of ours. */
  #processes(): number[] {
    const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
    const below = (pid: number): number[] =>
      pids.filter((one) => statOf(one)?.parent === pid).flatMap((one) => [one, ...below(one)])
    const isWatcher = (pid: number) => /^[^\0]*node\0.*launch\.mjs\0watch/.test(readProc(`${pid}/cmdline`))
    return below(this.#child.pid ?? -1)
      .filter(isWatcher)
      .flatMap((pid) => [pid, ...below(pid)])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.stdin?.write('q')
    const left = setTimeout(() => this.#child.kill('SIGKILL'), LIMIT_MS)
    if (this.#child.exitCode === null) await once(this.#child, 'exit')
    clearTimeout(left)
  }
}

function secondsOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (statOf(pid)?.processorTicks ?? 0), 0) / TICKS_EACH_SECOND
}

function residentMbOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (residentBytesOf(pid) ?? 0), 0) / 1_048_576
}
