import { setTimeout as delay } from 'node:timers/promises'
import { type Identity, type ProcessRow, type ProcessTable, processTable } from './process-table.ts'

/** A killed process is gone within milliseconds; one that still runs after this is stuck in the kernel or not ours to kill. */
const KILL_LIMIT_MS = 5_000
const FIRST_LOOK_MS = 2
const LONGEST_LOOK_MS = 25

export interface FamilyOptions {
  /** The processes it starts from. They lead their own process groups, whose members belong to it too. */
  readonly roots: readonly Identity[]
  /** What the environment of each of its processes begins an entry with, e.g. `WORKSHOP_PROCESS=a1/`. */
  readonly marker: string
  /** Nothing that started before this belongs to it: `startedAt` of its first process or of who made that. */
  readonly since: number
  /** Pids that cannot belong to it, as they were there before it. The family drops those that go. */
  readonly elders?: Set<number>
  /** Called once for each process that is found, the roots aside. */
  readonly onFound?: (found: Identity) => void
  readonly table?: ProcessTable
}

/**
 * A process and all that it started, whatever they did: found by parent, by process group, and by a marker in the
 * environment, which a child inherits though it leaves its group (setsid) and its parent (a double fork). What has been
 * found once stays known. One that sheds all three between two looks is not found.
 */
export class Family {
  readonly #known = new Map<number, Identity>()
  readonly #leaders: ReadonlySet<number>
  readonly #elders: Set<number>
  /** Judged not to belong to it. Not for good: while it execs, a process shows an empty environment. */
  readonly #strangers = new Set<number>()
  readonly #options: FamilyOptions
  readonly #table: ProcessTable

  constructor(options: FamilyOptions) {
    this.#options = options
    this.#table = options.table ?? processTable
    this.#elders = options.elders ?? new Set()
    for (const root of options.roots) this.#known.set(root.pid, root)
    this.#leaders = new Set(this.#known.keys())
  }

  /** Those of its processes that run now. A hasty look judges no process twice and is the cheap one. */
  async running({ hasty = false } = {}): Promise<ProcessRow[]> {
    if (!hasty) this.#strangers.clear()
    const { pids, rows } = await this.#table.list((pid) => this.#elders.has(pid) || this.#strangers.has(pid))
    // A pid that is gone may come back as somebody else's.
    for (const pid of this.#elders) if (!pids.has(pid)) this.#elders.delete(pid)
    for (const pid of this.#strangers) if (!pids.has(pid)) this.#strangers.delete(pid)
    for (const pid of this.#known.keys()) if (!pids.has(pid) && !this.#leaders.has(pid)) this.#known.delete(pid)
    return this.#kinAmong(rows).filter(({ zombie }) => !zombie)
  }

  /** Resident memory of all of `rows`, in bytes. */
  residentBytes(rows: readonly ProcessRow[]): number {
    return rows.reduce((sum, row) => sum + this.#table.residentBytes(row), 0)
  }

  /** Asks all to end and gives them `graceMs`; true when none runs any more. */
  async askToEnd(graceMs: number): Promise<boolean> {
    for (const { pid } of await this.running()) send(pid, 'SIGTERM')
    return this.#untilNone(graceMs, () => undefined)
  }

  /** Kills all, until none is left that runs. Gives back those that could not be killed within five seconds. */
  async end(): Promise<readonly ProcessRow[]> {
    const killed = await this.#untilNone(KILL_LIMIT_MS, (pid) => {
      send(pid, 'SIGKILL')
    })
    return killed ? [] : this.running()
  }

  async #untilNone(limitMs: number, act: (pid: number) => void): Promise<boolean> {
    const deadline = performance.now() + limitMs
    for (let waitMs = FIRST_LOOK_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_LOOK_MS)) {
      const rows = await this.running()
      if (rows.length === 0) return true
      if (performance.now() > deadline) return false
      for (const { pid } of rows) act(pid)
      await delay(waitMs)
    }
  }

  /** A child may be listed before its parent, so rows are gone through until no more is found. */
  #kinAmong(rows: readonly ProcessRow[]): ProcessRow[] {
    const kin: ProcessRow[] = []
    let rest = rows
    for (let found = true; found;) {
      const strangers = rest.filter((row) => !this.#isKin(row) || !kin.push(row))
      found = strangers.length < rest.length
      rest = strangers
    }
    for (const { pid } of rest) this.#strangers.add(pid)
    return kin
  }

  #isKin(row: ProcessRow): boolean {
    const known = this.#known.get(row.pid)
    if (known) return this.#near(known.startedAt, row.startedAt)
    if (row.startedAt < this.#options.since - this.#table.tolerance) return false
    const related = this.#known.has(row.parent) || this.#known.has(row.group)
    if (!related && !this.#table.carries(row, this.#options.marker)) return false
    const found = { pid: row.pid, startedAt: row.startedAt }
    this.#known.set(row.pid, found)
    this.#options.onFound?.(found)
    return true
  }

  #near(one: number, other: number): boolean {
    return Math.abs(one - other) <= this.#table.tolerance
  }
}

/** Signals a process, or a whole group when `pid` is negative; false when there is none that we may signal. */
export function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    // ESRCH: gone already. EPERM: it took another user's identity; whoever waits for its end will say that it is left.
    return false
  }
}
