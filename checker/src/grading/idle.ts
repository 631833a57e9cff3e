import type { Evidence } from '../evidence/index.ts'
import { statOf } from '../proc/index.ts'
import { until } from './waiting.ts'

/** For how long nothing may move. A program that would print or close does so within a few milliseconds of being able to. */
const IDLE_MS = 120
/** Where the processor time of a process cannot be asked for, events alone have to tell, and get longer. */
const IDLE_WITHOUT_PROC_MS = 400
/** kafkajs looks at its timers every 10 ms, which takes a tenth of the time; a program that works takes nearly all of it. */
const IDLE_TICKS = 3
/** A process that waits for a processor is runnable, not asleep: on a busy machine it is mostly seen so. */
const ASLEEP_SHARE = 0.6

interface Sample {
  readonly at: number
  readonly events: number
  /** Undefined where the system does not tell. */
  readonly activity: Activity | undefined
}

interface Activity {
  readonly asleep: boolean
  readonly processorTicks: number
}

/**
 * Waits until a process waits for something: for 120 ms no event of the run, and, where Linux tells, asleep with next to no
 * processor time used. A busy machine makes this longer and never wrong. Gives back whether it came to that within
 * `limitMs`; true also when the process is gone. `eventsIn`: how many events count so far; left out, all.
 */
export async function untilIdle(
  evidence: Evidence,
  pid: number,
  limitMs: number,
  eventsIn = ({ all }: Evidence) => all.length,
): Promise<boolean> {
  let samples: Sample[] = []
  return until(
    evidence,
    () => {
      const sample = { at: performance.now(), events: eventsIn(evidence), activity: activityOf(pid) }
      samples = [...samples.filter((earlier) => earlier.events === sample.events), sample]
      const needed = sample.activity === undefined ? IDLE_WITHOUT_PROC_MS : IDLE_MS
      const start = samples.findLastIndex(({ at }) => sample.at - at >= needed)
      return start >= 0 && isIdle(samples.slice(start))
    },
    { limitMs },
  )
}

function isIdle(samples: readonly Sample[]): boolean {
  const activities = samples.flatMap(({ activity }) => activity ?? [])
  const [first] = activities
  const last = activities.at(-1)
  if (!first || !last) return true
  const asleep = activities.filter((activity) => activity.asleep).length
  return last.processorTicks - first.processorTicks <= IDLE_TICKS && asleep >= activities.length * ASLEEP_SHARE
}

function activityOf(pid: number): Activity | undefined {
  const stat = statOf(pid)
  return stat && { asleep: stat.state === 'S', processorTicks: stat.processorTicks }
}
