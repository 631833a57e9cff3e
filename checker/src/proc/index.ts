import { readFileSync } from 'node:fs'

/** A process as Linux lists it in /proc/<pid>/stat: fields 3, 4, 5, 14, 15 and 22 of proc_pid_stat(5). */
export interface ProcessStat {
  /** Of its main thread: `R` runs or would, `S` sleeps, `Z` has ended and waits to be asked how. */
  readonly state: string
  readonly parent: number
  readonly group: number
  /** Processor time that it has used, in clock ticks of 10 ms. */
  readonly processorTicks: number
  /** Clock ticks from the boot to its start: with the pid it tells a process from every later one. */
  readonly startedAt: number
}

/** Text of a file of /proc; empty when the process is gone or not ours to read, and where there is no /proc. Synchronous: about 20 µs. */
export function readProc(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'latin1')
  } catch {
    return ''
  }
}

/** Undefined when there is no such process, and where there is no /proc. */
export function statOf(pid: number): ProcessStat | undefined {
  const stat = readProc(`${pid}/stat`)
  // Field 2 is the program's name in parentheses, and may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const field = (number: number) => fields[number - 3]
  const state = field(3)
  if (!state || field(22) === undefined) return undefined
  return {
    state,
    parent: Number(field(4)),
    group: Number(field(5)),
    processorTicks: Number(field(14)) + Number(field(15)),
    startedAt: Number(field(22)),
  }
}

/** Resident memory of a process; undefined when it is gone or a zombie, and where there is no /proc. */
export function residentBytesOf(pid: number): number | undefined {
  const kib = /^VmRSS:\s*(\d+) kB$/m.exec(readProc(`${pid}/status`))?.[1]
  return kib === undefined ? undefined : Number(kib) * 1_024
}
