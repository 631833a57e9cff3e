import { existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { EnvironmentError, messageOf } from '../../errors/index.ts'
import { workshopPlaces } from '../../runner/index.ts'
import { timeStamp } from '../../timing/index.ts'
import { draftPrefix, writeAtomically } from './atomic-write.ts'
import { withLock } from './lock.ts'
import { mergeProgress } from './merge.ts'
import { NO_PROGRESS, type Parsed, type Progress, parseProgress, progressText } from './state.ts'

/** A file that should hold progress, and holds none that this workshop can read. */
export interface Unreadable {
  readonly path: string
  readonly kind: 'newer' | 'broken'
  /** As the end of a sentence: `it is no JSON`. */
  readonly why: string
  /** Where it lies now, if it was put aside to make room. */
  readonly keptAs?: string
}

export interface Loaded {
  readonly progress: Progress
  readonly unreadable: readonly Unreadable[]
}

/** Where the progress of a checkout may lie: in the checkout, or in the user's cache where that can't be written. */
export function progressFiles(root: string): readonly string[] {
  return workshopPlaces(root, 'progress', '.json')
}

/** Reads all that is kept of a checkout, and changes nothing. What can't be read is told, and never thrown. */
export function loadProgress(root: string): Loaded {
  const read = progressFiles(root).map((path) => ({ path, parsed: readAt(path) }))
  return {
    progress: read.reduce(
      (sum, { parsed }) => (parsed?.kind === 'progress' ? mergeProgress(sum, parsed.progress) : sum),
      NO_PROGRESS,
    ),
    unreadable: read.flatMap(({ path, parsed }) =>
      parsed && parsed.kind !== 'progress' ? [{ path, kind: parsed.kind, why: parsed.why }] : [],
    ),
  }
}

/**
 * Changes what is kept, together with whoever else does so at this moment: nothing of either is lost. A file that can't be read is kept
 * under another name, and told. `change` gets all that is known, and may be called again.
 *
 * @throws EnvironmentError `progress-read-only` when neither the checkout nor the user's cache can be written
 */
export async function updateProgress(root: string, change: (before: Progress) => Progress): Promise<Loaded> {
  const places = progressFiles(root)
  const failures: string[] = []
  for (const place of places) {
    try {
      mkdirSync(dirname(place), { recursive: true })
      return await updateAt(place, root, change)
    } catch (error) {
      failures.push(messageOf(error))
    }
  }
  throw new EnvironmentError(`Your progress could not be kept: ${failures.join('; ')}.`, {
    code: 'progress-read-only',
    fix: `Make ${places.map((path) => dirname(path)).join(' or ')} writable, or free some disk space.`,
  })
}

function updateAt(place: string, root: string, change: (before: Progress) => Progress): Promise<Loaded> {
  // A link stays one: somebody keeps their progress elsewhere.
  const path = existsSync(place) ? realpathSync(place) : place
  return withLock(`${path}.lock`, (stillOurs) => {
    removeDrafts(path)
    const parsed = readAt(path)
    const unreadable =
      parsed && parsed.kind !== 'progress'
        ? [{ path, kind: parsed.kind, why: parsed.why, keptAs: putAside(path, parsed.kind) }]
        : []
    const progress = change(loadProgress(root).progress)
    if (!writeAtomically(path, progressText(progress), stillOurs)) throw new Error(`the lock of ${path} was lost`)
    return { progress, unreadable }
  })
}

/** Undefined where there is none. */
function readAt(path: string): Parsed | undefined {
  try {
    return parseProgress(readFileSync(path, 'utf8'))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? undefined
      : { kind: 'broken', why: `it can't be read (${messageOf(error)})` }
  }
}

/** Under a name that nobody has, beside it. */
function putAside(path: string, kind: Unreadable['kind']): string {
  const time = timeStamp()
  const stem = path.replace(/\.json$/, `-${kind}-${time}`)
  let aside = `${stem}.json`
  for (let n = 2; existsSync(aside); n += 1) aside = `${stem}-${n}.json`
  renameSync(path, aside)
  return aside
}

/** What a crash in the middle of a write has left: whoever has the lock is the only one that writes. */
function removeDrafts(path: string): void {
  const prefix = basename(draftPrefix(path))
  for (const name of readdirSync(dirname(path)))
    if (name.startsWith(prefix)) rmSync(join(dirname(path), name), { force: true })
}
