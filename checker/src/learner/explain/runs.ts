import { readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { UsageError, messageOf } from '../../errors/index.ts'
import { RESULT_FILE } from '../../grading/result-file.ts'
import { parseReport } from '../../report/parse.ts'
import type { ExerciseResult } from '../../report/schema.ts'
import { isSmaller } from '../shrink/kept.ts'
import { runParents, runsIn } from '../../runner/run-folder.ts'

/** A run that was graded to its end. */
export interface GradedRun {
  readonly folder: string
  readonly result: ExerciseResult
  /** When it ended. */
  readonly endedAt: Date
}

/**
 * The newest run that was graded to its end, of this exercise or of any.
 * @throws UsageError `no-run`
 */
export function lastRun(root: string, id?: string): GradedRun {
  const folders = runParents(root).flatMap(runsIn)
  const newestFirst = folders
    .filter((folder) => !isSmaller(folder))
    .toSorted((a, b) => (basename(a) < basename(b) ? 1 : -1))
  for (const folder of newestFirst) {
    try {
      const run = readRun(folder)
      if (id === undefined || run.result.id === id) return run
    } catch {
      // Not graded to its end, or of another version: there may be an older one.
    }
  }
  throw new UsageError(`There is no run${id === undefined ? '' : ` of ${id}`} to draw; the last 20 are kept.`, {
    code: 'no-run',
    fix: `Grade your programs first: npm run check ${id ?? '03'}`,
  })
}

/**
 * The folder of a kept run of this checkout, by its id: what no folder of runs lists is none.
 * @throws UsageError `no-such-run`
 */
export function folderOfRun(root: string, id: string): string {
  const found = runParents(root)
    .flatMap(runsIn)
    .find((folder) => basename(folder) === id)
  if (found !== undefined) return found
  throw new UsageError('There is no run of that name any more; the last 20 are kept.', {
    code: 'no-such-run',
    fix: 'Grade your programs once more.',
  })
}

/**
 * The run in a folder, whoever made it.
 * @throws UsageError `run-not-readable` where it was not graded to its end, or is damaged
 */
export function readRun(folder: string): GradedRun {
  const file = join(folder, RESULT_FILE)
  try {
    const [result] = parseReport(readFileSync(file, 'utf8'), file).results
    if (result) return { folder, result, endedAt: statSync(file).mtime }
  } catch (cause) {
    throw notReadable(folder, messageOf(cause), cause)
  }
  throw notReadable(folder, 'its report is empty')
}

function notReadable(folder: string, why: string, cause?: unknown): UsageError {
  return new UsageError(`The run in ${folder} cannot be read: ${why}`, {
    code: 'run-not-readable',
    fix: 'Run the check again; each run is kept until 20 newer ones are there.',
    cause,
  })
}
