import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { isRunning, ownIdentity } from '../../broker/process-identity.ts'
import { EnvironmentError } from '../../errors/index.ts'
import { processTable } from '../../runner/process-table.ts'

const ASK_AGAIN_MS = 10
/** Whoever has the lock needs some milliseconds. */
const PATIENCE_MS = 5_000
/** Of a holder on another machine (a shared disk, a container), who can't be asked. */
const FOREIGN_MS = 30_000
/** Of one that has made its lock and written nothing into it: a step of microseconds. */
const NAMELESS_MS = 2_000

interface Holder {
  readonly id: string
  readonly pid: number
  readonly startedAt: string
  readonly machine: string
}

/**
 * Runs `work` while no other process holds the lock file at `path`. A lock that a process which is gone left behind is taken over.
 * `work` asks `stillOurs()` right before its last step: a process that was stopped for a long time may have lost the lock.
 *
 * @throws EnvironmentError `progress-locked` when another one keeps it for 5 seconds, and what the file system says when no file can
 *   be made there
 */
export async function withLock<T>(path: string, work: (stillOurs: () => boolean) => T): Promise<T> {
  const own = JSON.stringify({ id: randomUUID(), ...ownIdentity(), machine: processTable.machine() } satisfies Holder)
  const deadline = performance.now() + PATIENCE_MS
  while (!created(path, own)) {
    if (performance.now() > deadline) {
      throw new EnvironmentError(`Another command keeps ${path}.`, {
        code: 'progress-locked',
        fix: 'Wait until it has ended. If none runs, delete that file.',
      })
    }
    if (!takeAway(path)) await delay(ASK_AGAIN_MS)
  }
  const stillOurs = () => textOf(path) === own
  try {
    return work(stillOurs)
  } finally {
    if (stillOurs()) rmSync(path, { force: true })
  }
}

function created(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx' })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Removes the lock of a holder that is gone; says whether there is none any more. */
function takeAway(path: string): boolean {
  const before = textOf(path)
  if (before === undefined) return true
  if (!isForgotten(path, before)) return false
  // By a rename, which only one can do: another may have taken that lock over in between, and then this one is theirs.
  const aside = `${path}.${randomUUID()}`
  try {
    renameSync(path, aside)
  } catch {
    return true
  }
  const moved = textOf(aside)
  if (moved !== undefined && moved !== before) created(path, moved)
  rmSync(aside, { force: true })
  return moved === before
}

function isForgotten(path: string, text: string): boolean {
  const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
  try {
    const { pid, startedAt, machine } = JSON.parse(text) as Holder
    return machine === processTable.machine() ? !isRunning({ pid, startedAt }) : age > FOREIGN_MS
  } catch {
    return age > NAMELESS_MS
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
