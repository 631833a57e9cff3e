import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs'
import { join } from 'node:path'
import { isLeftOut } from '../../runner/index.ts'

/** An editor that empties a file and then writes it does both within a millisecond or two: a folder that two looks find the same is whole. */
const QUIET_MS = 10
/**
 * How often the folder is looked at though nothing was announced: there are no events on Windows' drives under WSL, in some
 * containers and on network disks, and none of a folder that came in the place of another. A look takes a tenth of a millisecond.
 */
const LOOK_MS = 1_000
/** Far more than an exercise has; the grader says so where a folder is none. */
const MOST_FILES = 600
/** What editors leave for a moment beside a file: vim's trial 4913, copies of vim and Emacs. */
const OF_EDITORS = /^4913$|~$|^#.*#$/

/** Files with what changes when they are written or replaced, by their path in the folder; folders among them, which end with a slash. */
export type Snapshot = ReadonlyMap<string, string>

/**
 * Tells which files of a folder were written, replaced, renamed, made or deleted. Events of the system are only hints to look:
 * what counts is what lies there, so that it does not matter how an editor saves, or that the folder itself is replaced.
 */
export class FolderWatch {
  readonly #dir: string
  readonly #onSave: (files: readonly string[]) => void
  readonly #watchers = new Map<string, { readonly stamp: string; readonly watcher: FSWatcher }>()
  readonly #looks: NodeJS.Timeout
  #known: Snapshot
  #settling = false
  #closed = false

  /** `onSave` gets the paths of the files in the folder, once nothing is being written any more. */
  constructor(dir: string, onSave: (files: readonly string[]) => void) {
    this.#dir = dir
    this.#onSave = onSave
    this.#known = snapshotOf(dir)
    this.#listen(this.#known)
    this.#looks = setInterval(() => this.#look(), LOOK_MS).unref()
  }

  close(): void {
    this.#closed = true
    clearInterval(this.#looks)
    for (const { watcher } of this.#watchers.values()) watcher.close()
  }

  #look(): void {
    if (this.#settling || this.#closed) return
    const now = snapshotOf(this.#dir)
    if (differences(this.#known, now).length > 0) this.#settle(now)
  }

  #settle(before: Snapshot): void {
    this.#settling = true
    setTimeout(() => {
      if (this.#closed) return
      const now = snapshotOf(this.#dir)
      if (differences(before, now).length > 0) return this.#settle(now)
      this.#settling = false
      const changed = differences(this.#known, now)
      this.#known = now
      this.#listen(now)
      const files = changed.filter((name) => !name.endsWith('/'))
      if (files.length > 0) this.#onSave(files)
    }, QUIET_MS)
  }

  /** Hears of each folder that there is now. */
  #listen(snapshot: Snapshot): void {
    const folders = new Map([...snapshot].filter(([name]) => name.endsWith('/')))
    for (const [name, { stamp, watcher }] of this.#watchers) {
      if (folders.get(name) === stamp) continue
      watcher.close()
      this.#watchers.delete(name)
    }
    for (const [name, stamp] of folders) {
      if (this.#watchers.has(name)) continue
      try {
        const watcher = watch(join(this.#dir, name), { persistent: false }, () => this.#look())
        // A folder that goes while it is watched; that it is gone is seen by the next look.
        watcher.on('error', () => watcher.close())
        this.#watchers.set(name, { stamp, watcher })
      } catch {
        // It is gone already, or the system has no watch left (ENOSPC): looks will do.
      }
    }
  }
}

/** The files of a folder that can matter to programs; of one that is not there none. */
export function snapshotOf(dir: string): Snapshot {
  const found = new Map<string, string>()
  const visit = (folder: string) => {
    try {
      // A folder is known by itself alone: what changes in it are its files.
      found.set(folder, String(statSync(join(dir, folder), { bigint: true }).ino))
      for (const entry of readdirSync(join(dir, folder), { withFileTypes: true })) {
        if (isLeftOut(entry.name) || OF_EDITORS.test(entry.name) || found.size > MOST_FILES) continue
        if (entry.isDirectory()) visit(`${folder}${entry.name}/`)
        else note(`${folder}${entry.name}`)
      }
    } catch {
      // It goes at this very moment, or cannot be read.
    }
  }
  const note = (path: string) => {
    const status = statSync(join(dir, path), { bigint: true, throwIfNoEntry: false })
    if (status?.isFile()) found.set(path.replace(/^\.?\//, ''), `${status.ino} ${status.size} ${status.mtimeNs}`)
  }
  visit('./')
  return found
}

/** The paths that are only in one of them or not the same in both, sorted. */
export function differences(before: Snapshot, now: Snapshot): string[] {
  return [...new Set([...before.keys(), ...now.keys()])].filter((path) => before.get(path) !== now.get(path)).sort()
}
