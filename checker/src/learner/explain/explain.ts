import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../../errors/index.ts'
import type { ExerciseResult } from '../../report/schema.ts'
import { EVIDENCE_FILE, sceneFolder } from '../../grading/evidence-file.ts'
import { type DrawableTest, type Wanted, chosenTest, otherFailures } from './chosen-test.ts'
import { type SavedEvidence, readEvidence } from './evidence-reader.ts'
import { type Picture, pictureOf } from './picture.ts'
import { readRun } from './runs.ts'

/** A test of a run, with a picture of the scene that it looked at. */
export interface Explanation {
  readonly result: ExerciseResult
  readonly test: DrawableTest
  readonly picture: Picture
  /** Names of other tests that failed, which can be drawn too. */
  readonly others: readonly string[]
  /** The run's folder. */
  readonly folder: string
  /** When its report was written, in the user's time, e.g. `2026-11-25 02:10:35`. */
  readonly endedAt: string
}

/**
 * Draws the run that lies in a folder, whoever made it: `report.json` and, for each scene, its evidence. Without `wanted` it is the
 * finding that a check shows first.
 * @throws UsageError with what there is in place of what was wanted; `run-not-readable`, `evidence-gone`, `nothing-happened`
 */
export function explainRun(folder: string, wanted: Wanted = {}): Explanation {
  const { result, endedAt } = readRun(folder)
  const test = chosenTest(result, wanted)
  const evidence = evidenceOf(folder, test.scene, result.id)
  const picture = pictureOf(evidence, { marked: test.finding?.events })
  if (picture.rows.length === 0) {
    throw new UsageError(`There is nothing to draw: no program began in "${test.scene}".`, {
      code: 'nothing-happened',
      fix: `Grade it once more: npm run check ${result.id.slice(0, 2)}`,
    })
  }
  return {
    result,
    test,
    picture,
    others: otherFailures(result, test).map(({ name }) => name),
    folder,
    endedAt: localTime(endedAt),
  }
}

/** As ISO 8601 has it, which each country can read. */
function localTime(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19).replace('T', ' ')
}

function evidenceOf(folder: string, scene: string, id: string): SavedEvidence {
  try {
    return readEvidence(join(folder, sceneFolder(scene), EVIDENCE_FILE))
  } catch (cause) {
    const there = isThere(folder)
    throw new UsageError(`What happened in "${scene}" is no longer there${there ? '' : ': the run was forgotten'}.`, {
      code: 'evidence-gone',
      fix: `The last 20 runs are kept. Grade it once more: npm run check ${id.slice(0, 2)}`,
      cause,
    })
  }
}

function isThere(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0
  } catch {
    return false
  }
}
