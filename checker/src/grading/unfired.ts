import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { linesOf } from './run-notes.ts'
import type { Judged } from './result.ts'

/** In the run's folder, a line for each scene in which a fault never acted. */
const UNFIRED_FILE = 'unfired.jsonl'

/** What faults of a scene were for that never acted. */
export interface Unfired {
  readonly scene: string
  readonly faults: readonly string[]
}

export function noteUnfired(runFolder: string, scene: string, faults: readonly string[]): void {
  appendFileSync(join(runFolder, UNFIRED_FILE), `${JSON.stringify({ scene, faults })}\n`)
}

export function unfiredOf(runFolder: string): Unfired[] {
  return linesOf(runFolder, UNFIRED_FILE).map((line) => JSON.parse(line) as Unfired)
}

/**
 * Why a run has shown nothing: a scene passed in which what was to happen never did. One that failed may have kept it from
 * happening, and is told that.
 */
export function vacuous(tests: readonly Judged[], unfired: readonly Unfired[]): string[] {
  return unfired.flatMap(({ scene, faults }) => {
    const own = tests.filter((test) => test.scene === scene)
    const passed = own.length > 0 && own.every(({ result }) => result.status === 'pass')
    return passed ? [`The scene "${scene}" passed, and what it is about never happened (${faults.join('; ')}).`] : []
  })
}
