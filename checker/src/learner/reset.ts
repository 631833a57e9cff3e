import { accessSync, constants, copyFileSync, existsSync, lstatSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { type Exercise, foldersOf } from '../catalog/index.ts'
import { EnvironmentError, UsageError, messageOf } from '../errors/index.ts'
import { workshopPlaces } from '../runner/index.ts'
import { timeStamp } from '../timing/index.ts'
import { writeAtomically } from './progress/atomic-write.ts'

/** A program that a reset would give its stub again. */
interface Reset {
  readonly name: string
  readonly path: string
  readonly stub: string
  /** What is there now; a link is replaced, and what it leads to is left alone. */
  readonly now: 'file' | 'link' | 'nothing'
}

/** What a reset of an exercise would do, with nothing done yet. */
export interface ResetPlan {
  readonly exercise: Exercise
  readonly resets: readonly Reset[]
  /** Programs that are their stub already. */
  readonly untouched: readonly string[]
}

export interface ResetDone {
  /** Where the learner's files are kept now; undefined where there was none to keep. */
  readonly backup: string | undefined
}

/**
 * Looks at what a reset of these programs has to replace. Throws `UsageError` for what it will not replace: a folder, a file that is
 * read-only or can't be read.
 */
export function planReset(root: string, exercise: Exercise, names: readonly string[]): ResetPlan {
  const folders = foldersOf(root, exercise.id)
  const looked = names.map((name) => {
    const path = join(folders.exercise, name)
    const stub = readFileSync(join(folders.given, name), 'utf8')
    const now = kindOf(root, path)
    const same = now === 'file' && readFileSync(path, 'utf8') === stub
    return { reset: { name, path, stub, now }, same }
  })
  return {
    exercise,
    resets: looked.filter(({ same }) => !same).map(({ reset }) => reset),
    untouched: looked.filter(({ same }) => same).map(({ reset }) => reset.name),
  }
}

/**
 * Keeps a copy of the learner's files, then puts each stub in its place as a whole. Touches no other file.
 *
 * @throws EnvironmentError `no-backup` when they can't be kept, and nothing is changed then; `cannot-reset` when a stub can't be written
 */
export function performReset(root: string, { exercise, resets }: ResetPlan): ResetDone {
  const own = resets.filter(({ path }) => existsSync(path))
  const backup = own.length === 0 ? undefined : keep(root, exercise, own)
  try {
    for (const { path, stub } of resets) {
      mkdirSync(dirname(path), { recursive: true })
      writeAtomically(path, stub)
    }
  } catch (cause) {
    throw new EnvironmentError(`A stub could not be written: ${messageOf(cause)}.`, {
      code: 'cannot-reset',
      fix: `See to it that you can write in exercises/${exercise.id}.${backup === undefined ? '' : ` Your files are kept in ${backup}.`}`,
      cause,
    })
  }
  return { backup }
}

function kindOf(root: string, path: string): Reset['now'] {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (!stat) return 'nothing'
  if (stat.isSymbolicLink()) return 'link'
  const shown = relative(root, path)
  if (!stat.isFile()) {
    throw new UsageError(`${shown} is no file.`, {
      code: 'not-a-file',
      fix: 'A reset replaces files alone. Move it out of the way, and reset then.',
    })
  }
  // The bits and not access(2), which says to root that all can be written.
  if ((stat.mode & 0o200) === 0 || !isReadable(path)) {
    throw new UsageError(`${shown} is protected: it can't be ${isReadable(path) ? 'written' : 'read'}.`, {
      code: 'protected-file',
      fix: `If it may be replaced: chmod u+rw ${shown}`,
    })
  }
  return 'file'
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}

/** Copies them into a new folder of the checkout's `.workshop`, or of the user's cache; gives back its path. */
function keep(root: string, { id }: Exercise, own: readonly Reset[]): string {
  const time = timeStamp()
  const failures: string[] = []
  for (const parent of workshopPlaces(root, 'backups')) {
    try {
      mkdirSync(parent, { recursive: true })
      const folder = newFolder(parent, `${time}-${id}`)
      for (const { name, path } of own) copyFileSync(path, join(folder, name), constants.COPYFILE_EXCL)
      return folder
    } catch (error) {
      failures.push(messageOf(error))
    }
  }
  throw new EnvironmentError(`Your files could not be kept, so nothing was changed: ${failures.join('; ')}.`, {
    code: 'no-backup',
    fix: 'Make one of these folders writable, or free some disk space.',
  })
}

/** One that nobody has: two resets at once each have their own. */
function newFolder(parent: string, name: string): string {
  for (let n = 1; ; n += 1) {
    const folder = join(parent, n === 1 ? name : `${name}-${n}`)
    if (existsSync(folder)) continue
    mkdirSync(folder)
    return folder
  }
}
