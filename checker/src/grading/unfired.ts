import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Judged } from './result.ts'
import { linesOf } from './run-notes.ts'

/** In the run's folder, a line for each scene in which a fault never acted. */
const UNFIRED_FILE = 'unfired.jsonl'

/** A scene in which faults never acted, and what they were for. */
export interface Unfired {
  readonly scene: string
  readonly part: number
  readonly faults: readonly string[]
}

export function noteUnfired(runFolder: string, unfired: Unfired): void {
  appendFileSync(join(runFolder, UNFIRED_FILE), `${JSON.stringify(unfired)}\n`)
}

export function unfiredOf(runFolder: string): Unfired[] {
  return linesOf(runFolder, UNFIRED_FILE).map((line) => JSON.parse(line) as Unfired)
}

/**
 * Why a part that passed has shown nothing: what one of its scenes is about never happened. A program that fails the part may
 * have kept it from happening, and is told its failure.
 */
export function vacuous(tests: readonly Judged[], unfired: readonly Unfired[]): string[] {
  return unfired.flatMap(({ scene, part, faults }) => {
    const own = tests.filter(({ result }) => result.part === part)
    const passed = own.length > 0 && own.every(({ result }) => result.status === 'pass')
    return passed
      ? [`Part ${part} passed, and what its scene "${scene}" is about never happened (${faults.join('; ')}).`]
      : []
  })
}
