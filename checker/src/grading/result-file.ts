import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ExerciseResult } from '../report/index.ts'
import { SCHEMA_VERSION } from '../report/version.ts'

/** In the folder of a run: a Report with what came of it. Where it is missing, the run was not graded to its end. */
export const RESULT_FILE = 'report.json'

/** A folder that cannot be written to, or that another command has forgotten meanwhile, is no reason to lose a verdict. */
export function saveResult(result: ExerciseResult, runFolder: string | undefined): void {
  if (runFolder === undefined) return
  try {
    writeFileSync(join(runFolder, RESULT_FILE), JSON.stringify({ schemaVersion: SCHEMA_VERSION, results: [result] }))
  } catch {
    // It is shown all the same; only pictures of it can't be drawn later.
  }
}
