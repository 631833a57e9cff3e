import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findPrograms } from '../../../src/broker/find-program.ts'
import { kafkaJars } from '../../../src/broker/jars.ts'
import { isRunning, startTimeOf } from '../../../src/broker/process-identity.ts'

export const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))
const standIn = fileURLToPath(new URL('stand-in-command.ts', import.meta.url))

/** A folder of a test, with a space and an umlaut in its name unless `plain`: learners' folders have both. */
export function scene({ plain = true } = {}): { readonly dir: string; [Symbol.dispose](): void } {
  const dir = mkdtempSync(join(tmpdir(), plain ? 'broker-test-' : 'broker test ü-'))
  return { dir, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) }
}

/** Waits for `holds`; the limit means that it will not come about any more. */
export async function until(holds: () => boolean, what: string, limitMs = 10_000): Promise<void> {
  const deadline = performance.now() + limitMs
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}`)
    await delay(10)
  }
}

export function runs(pid: number): boolean {
  const startedAt = startTimeOf(pid)
  return startedAt !== undefined && isRunning({ pid, startedAt })
}

/** Kafka's real jars as an unpacked Kafka has them, in `dir`: spares a test of something else the first use. */
export async function kafkaHome(dir: string): Promise<string> {
  const { paths } = await kafkaJars({ root: ROOT, env: withoutKafkaHome(), say: () => undefined })
  const home = join(dir, 'kafka-home')
  mkdirSync(home, { recursive: true })
  symlinkSync(dirname(paths[0]!), join(home, 'libs'))
  return home
}

function withoutKafkaHome(): NodeJS.ProcessEnv {
  const { KAFKA_HOME: _, ...env } = process.env
  return env
}

/** A folder with just these programs of the system and these scripts, to be a whole PATH. */
export async function pathWith(
  dir: string,
  { real = [], scripts = {} }: { real?: readonly string[]; scripts?: Readonly<Record<string, string>> },
): Promise<string> {
  const bin = mkdtempSync(join(dir, 'bin-'))
  for (const name of real) {
    const [program] = await findPrograms(name, process.env)
    if (program === undefined) throw new Error(`these tests need ${name}`)
    symlinkSync(program, join(bin, name))
  }
  for (const [name, body] of Object.entries(scripts)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  return bin
}

interface Fact {
  readonly said?: string
  readonly bootstrap?: string
  readonly pids?: readonly number[]
  readonly closed?: boolean
  readonly code?: string
  readonly message?: string
  readonly fix?: string
}

/** A command in a process of its own, with a cache and a temp folder of its own in `dir`. */
export class StandInCommand {
  readonly child: ChildProcess
  readonly facts: Fact[] = []
  readonly ended: Promise<unknown>

  constructor(dir: string, env: NodeJS.ProcessEnv) {
    mkdirSync(join(dir, 'tmp'), { recursive: true })
    const own = { HOME: join(dir, 'home'), XDG_CACHE_HOME: join(dir, 'cache'), TMPDIR: join(dir, 'tmp') }
    this.child = spawn(process.execPath, ['--import', 'tsx', standIn, ROOT], {
      cwd: ROOT,
      env: { ...withoutKafkaHome(), ...own, ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.ended = once(this.child, 'close')
    createInterface({ input: this.child.stdout! }).on('line', (line) => this.facts.push(JSON.parse(line) as Fact))
  }

  get said(): string[] {
    return this.facts.flatMap(({ said }) => said ?? [])
  }

  get error(): Fact | undefined {
    return this.facts.find(({ code }) => code !== undefined)
  }

  async started(limitMs = 60_000): Promise<{ bootstrap: string; pids: readonly number[] }> {
    const found = () => this.facts.find(({ pids }) => pids)
    const over = () => this.child.exitCode !== null || this.child.signalCode !== null
    await until(() => found() !== undefined || over(), 'a broker started by the command', limitMs)
    const { bootstrap = '', pids = [] } = found() ?? {}
    if (pids.length === 0) throw new Error(`the command has no broker: ${JSON.stringify(this.facts)}`)
    return { bootstrap, pids }
  }

  async close(): Promise<void> {
    this.child.stdin!.end()
    await this.ended
  }
}
