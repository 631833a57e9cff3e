import { join } from 'node:path'
import { EVIDENCE_FILE, sceneFolder } from '../../grading/evidence-file.ts'
import { linesOf } from '../../grading/run-notes.ts'
import type { ExerciseResult } from '../../report/index.ts'

/**
 * What is wrong with the events that findings point at: a finding that names a belief has at least one, so that a picture of the
 * run has something to show its owner, and each of them is in the evidence of the finding's scene.
 */
export function complaintsOfEvents({ tests }: ExerciseResult, runFolder: string): string[] {
  return tests.flatMap(({ name, finding }) => {
    if (!finding) return []
    const { belief, scene, events = [] } = finding
    const where = `${name}${belief === undefined ? '' : `: ${belief}`}`
    if (belief !== undefined && events.length === 0)
      return [`${where} points at no event: let its rule give some (shownBy)`]
    // Events count from 1 without gaps, and each has a line.
    const there = scene === undefined ? 0 : linesOf(runFolder, join(sceneFolder(scene), EVIDENCE_FILE)).length
    const astray = events.filter((event) => event < 1 || event > there)
    return astray.length === 0 ? [] : [`${where} points at event ${astray.join(', ')}; ${scene} has ${there}`]
  })
}
