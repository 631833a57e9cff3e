import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity.ts'

const ASK_AGAIN_MS = 200

/**
 * Runs `work` while no other process holds the lock at `path`; `onWait` is called once when another one does. The lock
 * of a process that is gone is taken over. It spares two first uses at once from doing the same work twice and no more:
 * two that take over at the same moment may both hold it, so what `work` makes must be put in place by a rename.
 */
export async function withFirstUseLock<T>(
  path: string,
  { onWait, signal }: { onWait: () => void; signal?: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(dirname(path), { recursive: true })
  for (let waited = false; !(await acquire(path));) {
    const holder = await holderOf(path)
    if (holder !== undefined && !isRunning(holder)) {
      await rm(path, { force: true })
      continue
    }
    if (!waited) onWait()
    waited = true
    await delay(ASK_AGAIN_MS, undefined, signal === undefined ? {} : { signal })
  }
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

/** A link appears with its content, unlike a file that is created and then written. */
async function acquire(path: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, JSON.stringify(ownIdentity()))
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

/** Undefined when it was given back just now. Content that is not ours to read belongs to nobody who runs. */
async function holderOf(path: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    const { pid, startedAt } = JSON.parse(text) as Partial<ProcessIdentity>
    return { pid: Number(pid), startedAt: String(startedAt) }
  } catch {
    return { pid: 0, startedAt: '' }
  }
}
