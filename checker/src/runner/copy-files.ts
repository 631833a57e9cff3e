import { type Stats, constants, copyFileSync, mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { EnvironmentError, UsageError, messageOf } from '../errors/index.ts'
import { isInside } from './paths.ts'

/** An exercise has a handful of files. More than this means that a whole disk was named by mistake. */
const MOST_FILES = 500
const MOST_FILE_BYTES = 32 * 1024 * 1024

/** Hidden files, packages and texts are neither code nor data of a program. */
const LEFT_OUT = /^\.|^node_modules$|\.md$/

/** Whether a file or folder of this name never gets into a workspace. */
export function isLeftOut(name: string): boolean {
  return LEFT_OUT.test(name)
}

/**
 * Copies what is code or data in `from` to `to`, folders included, over what lies there, and tells `onFile` each pair.
 * Links are followed to files of the same folder alone: a link that leads elsewhere could hand the program a file that is not
 * its owner's to give. A folder that does not exist holds nothing.
 * @throws UsageError `folder-too-large` for a folder that cannot be an exercise
 * @throws EnvironmentError `file-not-copied` for a file that cannot be read, or no space
 */
export function copyFiles(from: string, to: string, onFile: (source: string, copy: string) => void): void {
  const names = filesUnder(from, from, MOST_FILES)
  for (const name of names) {
    const source = join(from, name)
    const copy = join(to, name)
    copyOne(source, copy)
    onFile(source, copy)
  }
}

/** @throws EnvironmentError `file-not-copied` */
export function copyOne(source: string, copy: string): void {
  try {
    mkdirSync(dirname(copy), { recursive: true })
    copyFileSync(source, copy, constants.COPYFILE_FICLONE)
  } catch (error) {
    throw new EnvironmentError(`The file ${source} could not be copied: ${messageOf(error)}.`, {
      code: 'file-not-copied',
      fix: 'Make the file readable, and see that the disk is not full.',
      cause: error,
    })
  }
}

/** The file at `path` when there is one, and it lies in `folder` when links are followed. */
export function fileIn(folder: string, path: string): Stats | undefined {
  const status = statSync(path, { throwIfNoEntry: false })
  return status?.isFile() && isInside(realpathSync(folder), realpathSync(path)) ? status : undefined
}

function filesUnder(top: string, folder: string, room: number): string[] {
  const files: string[] = []
  for (const entry of entriesOf(folder)) {
    if (isLeftOut(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      files.push(...filesUnder(top, path, room - files.length).map((name) => join(entry.name, name)))
    } else {
      const status = fileIn(top, path)
      if (status) files.push(entry.name)
      if (status && status.size > MOST_FILE_BYTES) throw tooLarge(`The file ${path} is larger than 32 MB`)
    }
    if (files.length > room) throw tooLarge(`The folder ${folder} holds more than ${MOST_FILES} files`)
  }
  return files
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function tooLarge(what: string): UsageError {
  return new UsageError(`${what}, so it cannot be an exercise.`, {
    code: 'folder-too-large',
    fix: 'Name a folder that holds the programs of one exercise and little else.',
  })
}
