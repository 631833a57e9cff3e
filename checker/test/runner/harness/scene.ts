import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Evidence } from '../../../src/evidence/index.ts'
import { type ProgramStart, Processes, RunFolder, type RunningProcess } from '../../../src/runner/index.ts'

/** A run in a folder of its own, in which programs are written and started. Whatever they leave behind ends with it. */
export class Scene {
  readonly root: string
  readonly evidence = new Evidence()
  readonly runFolder: RunFolder
  readonly processes: Processes

  constructor(prefix = 'runner-') {
    this.root = mkdtempSync(join(tmpdir(), prefix))
    this.runFolder = RunFolder.create(this.root)
    this.processes = new Processes({ runFolder: this.runFolder, evidence: this.evidence })
  }

  write(name: string, source: string): string {
    const path = join(this.root, name)
    // Written once: a program that starts from it would read the empty file of a second writing.
    if (!existsSync(path) || readFileSync(path, 'utf8') !== source) writeFileSync(path, source)
    return path
  }

  start(source: string, options: Partial<ProgramStart> = {}): RunningProcess {
    return this.processes.start({
      name: 'program',
      script: this.write('program.mjs', source),
      cwd: this.root,
      ...options,
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.processes.endAll({ graceMs: 0 })
    rmSync(this.root, { recursive: true, force: true })
  }
}

/** Asks ps, and not our own table, whether a process runs; one that only waits to be reaped does not. */
export function isRunning(pid: number): boolean {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .startsWith('Z')
  } catch {
    return false
  }
}

/** Waits until `condition` holds; the limit is far above what any of these waits take, and means that it never will. */
export async function until(condition: () => boolean, what: string, limitMs = 10_000): Promise<void> {
  const deadline = performance.now() + limitMs
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`never happened: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** The first line that a program prints, as JSON. */
export async function firstFact<T>(program: RunningProcess): Promise<T> {
  await until(() => program.stdoutLines.length > 0 || !program.running, 'a line of the program')
  return JSON.parse(program.stdoutLines[0] ?? program.stderr()) as T
}
