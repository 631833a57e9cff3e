import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Identity } from './process-table.ts'

/** A line of `processes.jsonl`: a process of the run, written at once after its start or when it was found. */
export interface RegisteredProcess extends Identity {
  /** The name that the run gave to the program, also on its children. */
  readonly name: string
}

/** Appends one process. Synchronous, and one short write, so that several threads can write to one file. */
export function register(runDir: string, entry: RegisteredProcess): void {
  appendFileSync(join(runDir, 'processes.jsonl'), `${JSON.stringify(entry)}\n`)
}

/** All that were written; nothing where the run started none. A line cut short by a crash is passed over. */
export function registered(runDir: string): RegisteredProcess[] {
  return textOf(join(runDir, 'processes.jsonl'))
    .split('\n')
    .flatMap((line) => parsed(line) ?? [])
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function parsed(line: string): RegisteredProcess | undefined {
  try {
    const entry: unknown = JSON.parse(line)
    if (typeof entry !== 'object' || entry === null) return undefined
    const { name, pid, startedAt } = entry as Partial<RegisteredProcess>
    // pid 0 and below would address whole groups, ours among them; 1 is the system's own.
    if (typeof name !== 'string' || !Number.isInteger(pid) || typeof startedAt !== 'number') return undefined
    return pid !== undefined && pid > 1 ? { name, pid, startedAt } : undefined
  } catch {
    return undefined
  }
}
