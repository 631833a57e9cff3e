import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { userEnvironment } from './command.ts'
import { type ProcessSeen, processesNaming } from './leftovers.ts'

/** Why tests with a terminal to look at cannot run here; undefined where they can. */
export const noTmux = spawnSync('tmux', ['-V']).status === 0 ? undefined : 'no tmux here'

/** What follows the name of such tests. */
export const ifNoTmux = noTmux === undefined ? '' : ` (skipped: ${noTmux})`

export interface ScreenOptions {
  /** The folder in which the shell begins. */
  readonly cwd: string
  readonly columns?: number
  readonly rows?: number
  readonly env?: NodeJS.ProcessEnv
}

/** Far above what anything here takes: it would never come. */
const LIMIT_MS = 60_000

/** What keeps a broker warm, and the broker. */
export const OF_BROKER = /launch\.mjs supervise|^\S*java /

let counter = 0

/** A shell in a terminal of its own (tmux), whose screen can be read and whose keys can be pressed. */
export class Screen {
  /** By which all that was started in it is found. */
  readonly tmp: string
  readonly #socket = `kafka-workshop-${process.pid}-${(counter += 1)}`

  constructor({ cwd, columns = 80, rows = 24, env = {} }: ScreenOptions) {
    this.tmp = env.TMPDIR ?? mkdtempSync(join(tmpdir(), 'workshop-e2e-tmp-'))
    const shell = 'bash --norc --noprofile -i'
    const size = ['-x', String(columns), '-y', String(rows)]
    // tmux keeps its socket where TMUX_TMPDIR says: not among what a command may leave behind.
    execFileSync('tmux', ['-L', this.#socket, '-f', '/dev/null', 'new-session', '-d', ...size, shell], {
      cwd,
      env: { ...userEnvironment(), PS1: '$ ', ...env, TMPDIR: this.tmp, TMUX_TMPDIR: socketFolder() },
    })
  }

  /** Types a line and presses Enter. */
  run(line: string): void {
    this.#tmux('send-keys', '-l', line)
    this.press('Enter')
  }

  /** Presses keys, by tmux's names: `n`, `Down`, `C-c`. */
  press(...keys: string[]): void {
    this.#tmux('send-keys', ...keys)
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-x', String(columns), '-y', String(rows))
  }

  /** What is to be seen, row by row, without blanks at the ends. */
  get rows(): string[] {
    return this.#tmux('capture-pane', '-p')
      .split('\n')
      .map((row) => row.trimEnd())
  }

  get text(): string {
    return this.rows.join('\n')
  }

  /** Whether the terminal is as a shell has it: its own screen, with a cursor. */
  get isShells(): boolean {
    return this.#tmux('display-message', '-p', '#{alternate_on} #{cursor_flag} #{wrap_flag}').trim() === '0 1 1'
  }

  /** Waits for a state of the screen; the limit means that it will not come about any more. Gives back what was seen. */
  async until(holds: RegExp | ((text: string) => boolean), limitMs = LIMIT_MS): Promise<string> {
    const deadline = performance.now() + limitMs
    for (;;) {
      const { text } = this
      if (typeof holds === 'function' ? holds(text) : holds.test(text)) return text
      if (performance.now() > deadline) throw new Error(`not within ${limitMs} ms: ${String(holds)}\n${text}`)
      await delay(20)
    }
  }

  /** All processes that were started in it and run now, but for tmux and the shell. */
  processes(): ProcessSeen[] {
    return processesNaming(this.tmp).filter(({ text }) => !/^(tmux|\S*sh -c bash|bash)\b/.test(text))
  }

  /** The one that watches. */
  get watcher(): number {
    const found = this.processes().find(({ text }) => /^\S*node \S*.*launch\.mjs watch/.test(text))
    if (!found) throw new Error(`nothing watches\n${this.text}`)
    return found.pid
  }

  #tmux(...args: string[]): string {
    const [command = '', ...more] = args
    const env = { ...process.env, TMUX_TMPDIR: socketFolder() }
    return execFileSync('tmux', ['-L', this.#socket, command, ...more], { encoding: 'utf8', env })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Not the broker, where it has a user of its own, who ends it.
    for (const { pid, text } of this.processes()) if (!OF_BROKER.test(text)) kill(pid)
    // It ends by itself when its shell does.
    spawnSync('tmux', ['-L', this.#socket, 'kill-server'], { env: { ...process.env, TMUX_TMPDIR: socketFolder() } })
    rmSync(this.tmp, { recursive: true, force: true })
    return Promise.resolve()
  }
}

/** Paths of sockets must be short. */
function socketFolder(): string {
  const folder = '/tmp/kafka-workshop-tmux'
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended in between.
  }
}
