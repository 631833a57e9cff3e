import { type ResultPromise, execa } from 'execa'
import { chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { onTerminal } from '../../../src/dev/pictures/terminal.ts'
import { testBroker } from '../../support/broker.ts'
import { type ProcessSeen, leftoversOf, processesNaming } from './leftovers.ts'
import { ROOT } from './place.ts'

export interface CommandOptions {
  /** The checkout; by default the one of these tests. */
  readonly root?: string
  /** Where the user stands; by default in the checkout. */
  readonly cwd?: string
  /** More of the environment, or other values. */
  readonly env?: NodeJS.ProcessEnv
  /** On a terminal of so many columns; else through pipes. */
  readonly columns?: number
  /** As `npm run -s …`; else by node. */
  readonly npm?: boolean
  /** What runs it, as `['unshare', '--mount']`. */
  readonly through?: readonly string[]
  /** The user, and the group, that it runs as; root alone can ask for it. */
  readonly uid?: number
}

export interface Ended {
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
  readonly ms: number
}

/** Far above what any command here takes: it would never end. */
const LIMIT_MS = 90_000

/**
 * A command of the workshop as a user runs it, in an environment like theirs: nothing of Vitest's is in it. It has a temp
 * folder of its own, by which all that it starts is found.
 */
export class Command {
  readonly tmp: string
  readonly ended: Promise<Ended>
  readonly #child: ResultPromise<{ reject: false; all: true; stdin: 'pipe' }>
  readonly #root: string
  #output = ''

  constructor(args: readonly string[], options: CommandOptions = {}) {
    const { root = ROOT, cwd = root, env = {}, columns, npm, through = [], uid } = options
    this.#root = root
    this.tmp = mkdtempSync(join(tmpdir(), 'workshop-e2e-tmp-'))
    if (uid !== undefined) chownSync(this.tmp, uid, uid)
    const command = npm ? ['npm', 'run', '-s', ...args] : [process.execPath, join(root, 'checker/launch.mjs'), ...args]
    const line = [...through, ...(uid === undefined ? [] : asUser(uid)), ...command]
    const [file = '', ...rest] = columns === undefined ? line : onTerminal(line, columns)
    const begun = performance.now()
    this.#child = execa(file, rest, {
      cwd,
      env: { ...userEnvironment(), TMPDIR: this.tmp, ...env },
      extendEnv: false,
      reject: false,
      all: true,
      stdin: 'pipe',
      stripFinalNewline: false,
      timeout: LIMIT_MS,
    })
    if (columns === undefined) this.#child.stdin.end()
    this.#child.all.on('data', (chunk: Buffer) => (this.#output += chunk.toString()))
    this.ended = this.#child.then(({ exitCode, stdout, stderr }) => ({
      exitCode,
      stdout,
      stderr,
      ms: performance.now() - begun,
    }))
  }

  /** What it has printed so far. */
  get output(): string {
    return this.#output
  }

  /** Null while it runs, and when a signal ended it. */
  get exitCode(): number | null {
    return this.#child.exitCode
  }

  /** All its processes that run now. */
  processes(): ProcessSeen[] {
    return processesNaming(this.tmp)
  }

  /** Those of the learner's programs. */
  programs(): ProcessSeen[] {
    return this.processes().filter(({ text }) => text.includes(' WORKSHOP_PROCESS='))
  }

  /** Waits for a state of it; the limit means that it will not come about any more. */
  async until(holds: () => boolean | Promise<boolean>, what: string, limitMs = 30_000): Promise<void> {
    const deadline = performance.now() + limitMs
    while (!(await holds())) {
      if (performance.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}\n${this.output}`)
      await delay(20)
    }
  }

  /** Presses Ctrl-C: the terminal sends SIGINT to all of its foreground group. */
  pressCtrlC(): void {
    this.#child.stdin.write('\u0003')
  }

  /** Types a line at its terminal. */
  type(line: string): void {
    this.#child.stdin.write(`${line}\r`)
  }

  /** What it has left; of all runs of its checkout where it has one of its own, else of `runs`. */
  async leftovers(runs = runsIn(this.#root)): Promise<string[]> {
    return leftoversOf({ tmp: this.tmp, runs })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { pid } of this.processes()) kill(pid)
    await this.ended
    rmSync(this.tmp, { recursive: true, force: true })
  }
}

/** Runs a command to its end. */
export async function run(args: readonly string[], options?: CommandOptions): Promise<Ended & { leftovers: string[] }> {
  await using command = new Command(args, options)
  return { ...(await command.ended), leftovers: await command.leftovers([]) }
}

function runsIn(root: string): string[] {
  const folder = join(root, '.workshop', 'runs')
  mkdirSync(folder, { recursive: true })
  return readdirSync(folder).map((name) => join(folder, name))
}

/** What a shell has; the broker of these tests besides. */
export function userEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, XDG_CACHE_HOME, JAVA_HOME, KAFKA_HOME } = process.env
  return {
    ...{ PATH, HOME, XDG_CACHE_HOME, JAVA_HOME, KAFKA_HOME },
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    SHELL: '/bin/sh',
    WORKSHOP_BROKER: testBroker(),
    // A broker that stays warm is tested for itself; for all others it is something left behind.
    WORKSHOP_WARM_MINUTES: '0',
  }
}

/** setpriv(1) of util-linux, without any of root's groups. */
export function asUser(uid: number): string[] {
  return ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups']
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended in between.
  }
}
