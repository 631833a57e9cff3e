import { readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'

/** A process that cannot be mistaken for a later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number
  /** When it started, in the system's own words; only compared, never read. */
  readonly startedAt: string
}

/** Ours; asked once. */
export function ownIdentity(): ProcessIdentity {
  own ??= { pid: process.pid, startedAt: startTimeOf(process.pid) ?? '' }
  return own
}
let own: ProcessIdentity | undefined

/** Whether that very process still runs. A zombie does not. */
export function isRunning({ pid, startedAt }: ProcessIdentity): boolean {
  return Number.isInteger(pid) && pid > 0 && startTimeOf(pid) === startedAt
}

/** Undefined when there is no such process. */
export function startTimeOf(pid: number): string | undefined {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
}

/** Field 22 of proc_pid_stat(5), clock ticks since boot; the name in field 2 may hold spaces and brackets. */
function fromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  } catch {
    return undefined
  }
}

/** `lstart` is ps's full start time; LC_ALL, so that every call says it in the same words. */
function fromPs(pid: number): string | undefined {
  const { status, stdout } = spawnSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  })
  const line = status === 0 ? stdout.trim() : ''
  return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '')
}

/** What processes hold of the machine's memory together, in MB; null where the system does not tell. */
export function residentMb(pids: readonly number[]): number | null {
  const kilobytes = pids.map((pid) => {
    try {
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1])
    } catch {
      return Number.NaN
    }
  })
  const sum = kilobytes.reduce((total, one) => total + one, 0)
  return Number.isNaN(sum) ? null : Math.round(sum / 1_024)
}
