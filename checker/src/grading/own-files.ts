import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Exercise, foldersOf } from '../catalog/index.ts'

/** The files that decide about a run while it goes on, by path, each with what changes when it is written or replaced. */
export type OwnFiles = ReadonlyMap<string, string>

/** The hidden tests, scenes and rules of an exercise: they are loaded one after the other, beside programs that run as the user. */
export function ownFiles(root: string, exercise: Exercise): OwnFiles {
  const folder = foldersOf(root, exercise.id).hidden
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'))
  return new Map(files.map((name) => [join(folder, name), stampOf(join(folder, name))]))
}

/** The first file that is not as it was; undefined when all are. */
export function changedFile(before: OwnFiles, now: OwnFiles): string | undefined {
  return [...new Set([...before.keys(), ...now.keys()])].find((path) => before.get(path) !== now.get(path))
}

/** The time of the last change of content, name or rights cannot be set back, unlike that of content alone (inode(7)). */
function stampOf(path: string): string {
  const status = statSync(path, { bigint: true, throwIfNoEntry: false })
  return status ? `${status.ino} ${status.size} ${status.ctimeNs}` : 'gone'
}
