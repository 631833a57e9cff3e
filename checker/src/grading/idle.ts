import { readFileSync } from 'node:fs'
import type { Evidence } from '../evidence/index.ts'
import { until } from './waiting.ts'

/** For how long nothing may move. A program that would print or close does so within a few milliseconds of being able to. */
const IDLE_MS = 120
/** Where the processor time of a process cannot be asked for, events alone have to tell, and get longer. */
const IDLE_WITHOUT_PROC_MS = 400

/**
 * Waits until the process waits for something: for 120 ms no event of the run, and, where Linux tells, asleep and with no
 * processor time used. A busy machine makes this longer and never wrong, since a starved process is runnable, not asleep.
 * Gives back whether it came to that within `limitMs`; also when the process is gone.
 */
export async function untilIdle(evidence: Evidence, pid: number, limitMs: number): Promise<boolean> {
  let last = ''
  let since = performance.now()
  const needed = activityOf(pid) === undefined ? IDLE_WITHOUT_PROC_MS : IDLE_MS
  return until(
    evidence,
    () => {
      const activity = activityOf(pid)
      const now = `${evidence.all.length}/${activity?.processorTicks ?? 0}`
      if (now !== last || activity?.asleep === false) {
        last = now
        since = performance.now()
      }
      return performance.now() - since >= needed
    },
    { limitMs },
  )
}

/**
 * Whether the main thread of a process sleeps, and the processor time of the process in clock ticks (10 ms): fields 3, 14
 * and 15 of /proc/<pid>/stat, proc(5). Undefined where there is no such file.
 */
function activityOf(pid: number): { asleep: boolean; processorTicks: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // Field 2 is the command's name in brackets and may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { asleep: fields[0] === 'S', processorTicks: Number(fields[11]) + Number(fields[12]) }
  } catch {
    return undefined
  }
}
