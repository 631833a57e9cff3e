import { spawnSync } from 'node:child_process'
import { residentBytesOf, statOf } from '../proc/index.ts'

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

function fromProc(pid: number): string | undefined {
  const stat = statOf(pid)
  return stat === undefined || stat.state === 'Z' ? undefined : String(stat.startedAt)
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
  const bytes = pids.map(residentBytesOf).filter((each) => each !== undefined)
  if (bytes.length < pids.length) return null
  return Math.round(bytes.reduce((total, one) => total + one, 0) / 1_024 / 1_024)
}
