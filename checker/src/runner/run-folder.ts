import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { EnvironmentError, messageOf } from '../errors/index.ts'
import { timeStamp } from '../timing/index.ts'
import { type Identity, processTable } from './process-table.ts'
import { workshopPlaces } from './user-folders.ts'

const KEPT_RUNS = 20
/** A run of another machine (a shared disk, a container) may still go on, and we cannot ask; after a day it does not. */
const FOREIGN_RUN_MS = 24 * 60 * 60 * 1_000

/** `run.json`: whose run it is. */
export interface RunOwner extends Identity {
  readonly machine: string
}

/**
 * The folder of one run: `.workshop/runs/<id>` of the checkout, or of the user's cache where the checkout cannot be written.
 * Besides what others put there it holds `run.json` (the checker's process), `processes.jsonl`, `output/`, and the markers
 * `closing` (nothing more may be started) and `ended` (nothing of it is left).
 */
export class RunFolder {
  readonly id: string
  readonly dir: string

  private constructor(dir: string) {
    this.id = basename(dir)
    this.dir = dir
  }

  /**
   * Makes the folder of a new run and forgets all but the last 20; runs that go on are never forgotten.
   * @throws EnvironmentError `no-writable-folder` when neither the checkout nor the user's cache can be written
   */
  static create(root: string): RunFolder {
    const parents = runParents(root)
    const failures: string[] = []
    for (const parent of parents) {
      try {
        const dir = join(parent, newId(parent))
        mkdirSync(dir, { recursive: true })
        const owner: RunOwner = { ...processTable.identityOfSelf(), machine: processTable.machine() }
        writeFileSync(join(dir, 'run.json'), JSON.stringify(owner))
        forgetOldRuns(parent)
        return new RunFolder(dir)
      } catch (error) {
        failures.push(messageOf(error))
      }
    }
    throw new EnvironmentError(`There is no place for the files of a run: ${failures.join('; ')}.`, {
      code: 'no-writable-folder',
      fix: `Make ${parents.join(' or ')} writable, or free some disk space.`,
    })
  }

  /** The folder of a run that the main thread made, for its worker threads. */
  static at(dir: string): RunFolder {
    return new RunFolder(dir)
  }

  /** Whether nothing more may be started in it. */
  get closing(): boolean {
    return existsSync(join(this.dir, 'closing'))
  }

  /** From now on no thread starts a program in it. */
  close(): void {
    writeFileSync(join(this.dir, 'closing'), '')
  }

  /** A new folder for sockets, whose paths must be short, for this user alone; it goes when the run is marked as ended. */
  makeSocketFolder(): string {
    mkdirSync(this.#socketFolders, { recursive: true, mode: 0o700 })
    return mkdtempSync(`${this.#socketFolders}/`)
  }

  get #socketFolders(): string {
    return join(tmpdir(), `kw-${this.id}`)
  }

  /** Says that nothing of it is left, so that later commands need not look; one that another command has forgotten needs no mark. */
  markEnded(): void {
    rmSync(this.#socketFolders, { recursive: true, force: true })
    try {
      writeFileSync(join(this.dir, 'ended'), '')
    } catch (error) {
      if (existsSync(this.dir)) throw error
    }
  }
}

/** Where runs of this checkout may lie, the preferred place first. */
export function runParents(root: string): readonly string[] {
  return workshopPlaces(root, 'runs')
}

/** Folders of runs in `parent`, oldest first. */
export function runsIn(parent: string): string[] {
  try {
    return readdirSync(parent)
      .filter((name) => /^\d{17}-[0-9a-f]{6}$/.test(name))
      .sort()
      .map((name) => join(parent, name))
  } catch {
    return []
  }
}

/** Whose run it is; undefined when it has ended, or began just now and has no process yet. */
export function ownerOfUnendedRun(dir: string): RunOwner | undefined {
  if (existsSync(join(dir, 'ended'))) return undefined
  try {
    const owner = JSON.parse(readFileSync(join(dir, 'run.json'), 'utf8')) as Partial<RunOwner> | null
    const { pid, startedAt, machine } = owner ?? {}
    if (typeof pid !== 'number' || typeof startedAt !== 'number' || typeof machine !== 'string') return undefined
    return { pid, startedAt, machine }
  } catch {
    return undefined
  }
}

/** Sorts behind all that are there: a clock that was set back must not make the newest run the first to be forgotten. */
function newId(parent: string): string {
  const now = timeStamp()
  const newest = basename(runsIn(parent).at(-1) ?? '').slice(0, 17)
  const time = now > newest ? now : String(BigInt(newest) + 1n)
  return `${time}-${randomBytes(3).toString('hex')}`
}

/** Runs that go on, and runs that no sweep has seen yet, are left alone whatever their number. */
function forgetOldRuns(parent: string): void {
  for (const dir of runsIn(parent).slice(0, -KEPT_RUNS)) {
    const owner = ownerOfUnendedRun(dir)
    const foreign = owner && owner.machine !== processTable.machine()
    if (!owner || (foreign && Date.now() - modifiedAt(dir) > FOREIGN_RUN_MS))
      rmSync(dir, { recursive: true, force: true })
  }
}

function modifiedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
