import { accessSync, constants } from 'node:fs'
import { Family } from './family.ts'
import { MARKER } from './environment.ts'
import { type Identity, type ProcessRow, processTable } from './process-table.ts'
import { registered } from './register.ts'
import { RunFolder, type RunOwner, ownerOfUnendedRun, runParents, runsIn } from './run-folder.ts'

/**
 * Ends every program of a run, whichever thread started it, with all that they started: asked first, killed after
 * `graceMs`. From its call on nothing more can be started in the run. For Ctrl-C, and for the end of a run whose worker
 * thread may be gone. Gives back the pids that could not be ended.
 */
export async function endAll(runFolder: RunFolder, { graceMs = 2_000 } = {}): Promise<readonly number[]> {
  runFolder.close()
  const { rows } = await processTable.list()
  const self = processTable.identityOfSelf()
  const left = await endFamily(runFolder, self.startedAt, rows, graceMs)
  if (left.length === 0) runFolder.markEnded()
  return left
}

/**
 * Ends what is left of runs of this checkout whose checker is gone (a crash, a kill -9, a lost terminal), and marks those
 * runs as ended. Cheap where nothing is left to do. Gives back the folders of the runs that it ended. `forget` false: they are
 * not marked, and the next sweep gives them back again, for a command that can do no more for them.
 */
export async function sweep(root: string, { forget = true } = {}): Promise<readonly string[]> {
  const machine = processTable.machine()
  const unended = runParents(root)
    .flatMap(runsIn)
    // Those of another user of this checkout are theirs to end.
    .filter(isOurs)
    .flatMap((dir): { dir: string; owner: RunOwner }[] => {
      const owner = ownerOfUnendedRun(dir)
      return owner?.machine === machine ? [{ dir, owner }] : []
    })
  if (unended.length === 0) return []
  const { rows } = await processTable.list()
  const ended: string[] = []
  for (const { dir, owner } of unended) {
    if (rows.some((row) => !row.zombie && isSame(row, owner))) continue
    if (await sweepRun(RunFolder.at(dir), owner, rows, forget)) ended.push(dir)
  }
  return ended
}

function isOurs(dir: string): boolean {
  try {
    accessSync(dir, constants.W_OK)
    return true
  } catch {
    return false
  }
}

async function sweepRun(
  runFolder: RunFolder,
  owner: RunOwner,
  rows: readonly ProcessRow[],
  forget: boolean,
): Promise<boolean> {
  const left = await familyOf(runFolder, owner.startedAt, rows).end()
  if (left.length === 0 && forget) runFolder.markEnded()
  return left.length === 0
}

async function endFamily(
  runFolder: RunFolder,
  since: number,
  rows: readonly ProcessRow[],
  graceMs: number,
): Promise<readonly number[]> {
  const family = familyOf(runFolder, since, rows)
  if (await family.askToEnd(graceMs)) return []
  const left = await family.end()
  return left.map(({ pid }) => pid)
}

/** Recorded processes count only where pid and start time still agree: a pid alone may be somebody else's by now. */
function familyOf(runFolder: RunFolder, since: number, rows: readonly ProcessRow[]): Family {
  const recorded = registered(runFolder.dir)
  const roots = rows.filter((row) => recorded.some((entry) => isSame(row, entry)))
  return new Family({ roots, marker: `${MARKER}=${runFolder.id}/`, since })
}

function isSame(one: Identity, other: Identity): boolean {
  return one.pid === other.pid && Math.abs(one.startedAt - other.startedAt) <= processTable.tolerance
}
