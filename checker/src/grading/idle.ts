import type { Evidence } from '../evidence/index.ts'
import { statOf } from '../proc/index.ts'

/** For how long nothing may move. A program that would print or close does so within a few milliseconds of being able to. */
const IDLE_MS = 120
/** Where the processor time of a process cannot be asked for, events alone have to tell, and get longer. */
const IDLE_WITHOUT_PROC_MS = 400
/** kafkajs looks at its timers every 10 ms, which takes a tenth of the time; a program that works takes nearly all of it. */
const IDLE_TICKS = 3
/** A process that waits for a processor is runnable, not asleep: on a busy machine it is mostly seen so. */
const ASLEEP_SHARE = 0.6
/** A look that comes so much after the last one was kept from coming: this thread stood still, or had much else to do. */
const LATE_MS = 60

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

interface IdlenessOptions {
  /** For how long, milliseconds; by default as long as it takes to see it. */
  readonly forMs?: number | undefined
  /** How many events of the run count so far; left out: all. */
  readonly eventsIn?: (evidence: Evidence) => number
}

/**
 * A condition to ask again and again, every 20 ms or so: whether a process waits for something. For `forMs` there was no event
 * of the run, and, where Linux tells, it was asleep with next to no processor time used. A busy machine makes this longer and
 * never wrong: a look that comes late comes before what has arrived meanwhile was read, since timers go first, so it takes one more.
 */
export function idleness(
  evidence: Evidence,
  pid: number,
  { forMs = IDLE_MS, eventsIn = ({ all }) => all.length }: IdlenessOptions = {},
): () => boolean {
  let samples: Sample[] = []
  let wasLate = false
  return () => {
    const sample = { at: performance.now(), events: eventsIn(evidence), activity: activityOf(pid) }
    samples = [...samples.filter((earlier) => earlier.events === sample.events), sample]
    const needed = Math.max(forMs, sample.activity === undefined ? IDLE_WITHOUT_PROC_MS : 0)
    const start = samples.findLastIndex(({ at }) => sample.at - at >= needed)
    if (start < 0 || !isIdle(samples.slice(start))) return (wasLate = false)
    const isLate = sample.at - (samples.at(-2)?.at ?? sample.at) > LATE_MS
    if (!isLate || wasLate) return true
    wasLate = true
    return false
  }
}

function isIdle(samples: readonly Sample[]): boolean {
  const duration = (samples.at(-1)?.at ?? 0) - (samples[0]?.at ?? 0)
  const activities = samples.flatMap(({ activity }) => activity ?? [])
  const [first] = activities
  const last = activities.at(-1)
  if (!first || !last) return true
  const asleep = activities.filter((activity) => activity.asleep).length
  const allowed = IDLE_TICKS * Math.max(1, duration / IDLE_MS)
  return last.processorTicks - first.processorTicks <= allowed && asleep >= activities.length * ASLEEP_SHARE
}

function activityOf(pid: number): Activity | undefined {
  const stat = statOf(pid)
  return stat && { asleep: stat.state === 'S', processorTicks: stat.processorTicks }
}
