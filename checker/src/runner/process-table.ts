import { readdirSync, readlinkSync } from 'node:fs'
import { readProc, residentBytesOf, statOf } from '../proc/index.ts'
import { PsTable } from './process-table-ps.ts'

/** Tells a process from a later one with the same pid. `startedAt` is in the table's own unit: compare, never compute. */
export interface Identity {
  readonly pid: number
  readonly startedAt: number
}

/** One process as the system lists it. */
export interface ProcessRow extends Identity {
  readonly parent: number
  readonly group: number
  /** Ended, and only waiting for its parent to ask how: it runs no more and cannot be killed. */
  readonly zombie: boolean
}

/** What the system knows of its processes. */
export interface ProcessTable {
  /** How far two start times of one process may lie apart, in the table's unit. */
  readonly tolerance: number
  /** Milliseconds between two looks at running programs: looking costs little on Linux, a process elsewhere. */
  readonly pollMs: number
  /** Pids that exist now, where that is cheap to know; otherwise none. Synchronous, to be called just before a spawn. */
  existing(): Set<number>
  /** Identity of a child of this process that was spawned just now. Synchronous: it is written down before it matters. */
  identityOfChild(pid: number): Identity
  identityOfSelf(): Identity
  /** A process that `parent` started and that runs; undefined where there is none, and where asking is not cheap. Synchronous. */
  childOf(parent: number): number | undefined
  /** Every process there is, by pid; `rows` leaves out those to be skipped, which saves reading them. */
  list(skip?: (pid: number) => boolean): Promise<{ readonly pids: ReadonlySet<number>; readonly rows: ProcessRow[] }>
  /** Whether `marker` stands in the environment that the process was started with; false where we may not read it. */
  carries(row: ProcessRow, marker: string): boolean
  /** Resident memory in bytes; 0 when it is gone. */
  residentBytes(row: ProcessRow): number
  /** Names the system whose pids these are: a boot, and on Linux a pid namespace (a container has its own). */
  machine(): string
}

/**
 * Linux: /proc, as proc(5) describes it. Read synchronously, because these files are made in memory: one costs about 20 µs,
 * a quarter of what an asynchronous read costs.
 */
class LinuxTable implements ProcessTable {
  readonly tolerance = 0
  readonly pollMs = 200

  existing(): Set<number> {
    const pids = new Set<number>()
    for (const name of readdirSync('/proc')) {
      const pid = Number(name)
      if (Number.isInteger(pid)) pids.add(pid)
    }
    return pids
  }

  identityOfChild(pid: number): Identity {
    // Not yet reaped, as only the event loop does that, so the file is there even when the child has ended already.
    return { pid, startedAt: readRow(pid)?.startedAt ?? 0 }
  }

  identityOfSelf(): Identity {
    return this.identityOfChild(process.pid)
  }

  childOf(parent: number): number | undefined {
    // A child is mostly younger than its parent, and pids grow.
    const byAge = [...this.existing()].toSorted((a, b) => Number(a < parent) - Number(b < parent) || a - b)
    return byAge.find((pid) => {
      const row = readRow(pid)
      return row?.parent === parent && !row.zombie
    })
  }

  list(skip?: (pid: number) => boolean): Promise<{ pids: ReadonlySet<number>; rows: ProcessRow[] }> {
    const pids = this.existing()
    const rows: ProcessRow[] = []
    for (const pid of pids) {
      const row = skip?.(pid) ? undefined : readRow(pid)
      if (row) rows.push(row)
    }
    return Promise.resolve({ pids, rows })
  }

  carries(row: ProcessRow, marker: string): boolean {
    return `\0${readProc(`${row.pid}/environ`)}\0`.includes(`\0${marker}`)
  }

  residentBytes(row: ProcessRow): number {
    return residentBytesOf(row.pid) ?? 0
  }

  machine(): string {
    return `${readProc('sys/kernel/random/boot_id').trim()} ${pidNamespace()}`
  }
}

/** e.g. `pid:[4026531836]`. */
function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

function readRow(pid: number): ProcessRow | undefined {
  const stat = statOf(pid)
  if (!stat) return undefined
  const { parent, group, startedAt, state } = stat
  return { pid, parent, group, startedAt, zombie: 'ZX'.includes(state) }
}

/** The table of this system. */
export const processTable: ProcessTable = process.platform === 'linux' ? new LinuxTable() : new PsTable()
