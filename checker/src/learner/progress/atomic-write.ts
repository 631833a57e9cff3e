import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** How a draft beside `path` is called: what a crash left of one can be told by it. */
export function draftPrefix(path: string): string {
  return `${path}.draft-`
}

/**
 * Puts a file in place as a whole: whoever reads `path`, also after a crash of the machine, has either what was there before or all
 * of `text`. `mayReplace` is asked at the last moment; where it says no, nothing is changed. Says whether it was written. Throws what
 * the file system says, and leaves no draft then.
 */
export function writeAtomically(path: string, text: string, mayReplace: () => boolean = () => true): boolean {
  const draft = `${draftPrefix(path)}${randomUUID()}`
  try {
    const file = openSync(draft, 'wx')
    try {
      const bytes = Buffer.from(text)
      for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done)
      // Before the rename: else the name may be on the disk before the content is.
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    if (!mayReplace()) return false
    renameSync(draft, path)
    syncFolder(dirname(path))
    return true
  } finally {
    rmSync(draft, { force: true })
  }
}

/** The rename is on the disk when its folder is. Where folders can't be synced, the system does it in its own time. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  } catch {
    // As said.
  }
}
