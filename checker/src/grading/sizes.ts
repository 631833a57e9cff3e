import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { linesOf } from './run-notes.ts'

/** In the run's folder, a line for each size that a scene asked for. */
const SIZES_FILE = 'sizes.jsonl'

/** How much of something a scene has: records, workers, faults. */
export interface Size {
  readonly scene: string
  /** What is counted, in words, e.g. `purchases of today`; once in a scene. */
  readonly what: string
  readonly taken: number
  /** With so little the scene still makes sense, and its tests hold a right program to be right. */
  readonly least: number
}

/** A run of one scene alone, with less in it. Sizes that are not named are as ever. */
export interface SmallerScene {
  readonly scene: string
  readonly sizes: Readonly<Record<string, number>>
}

/** So much is taken in this run, which is noted for whoever looks for a smaller one. */
export function takeSize(
  { runFolder, smaller }: { readonly runFolder: string; readonly smaller: SmallerScene | null },
  scene: string,
  what: string,
  { usual, least }: { readonly usual: number; readonly least: number },
): number {
  const asked = smaller?.scene === scene ? smaller.sizes[what] : undefined
  const taken = Math.min(usual, Math.max(least, asked ?? usual))
  appendFileSync(join(runFolder, SIZES_FILE), `${JSON.stringify({ scene, what, taken, least } satisfies Size)}\n`)
  return taken
}

/** The sizes of a scene of a run, in the order in which it asked for them. */
export function sizesOf(runFolder: string, scene: string): Size[] {
  return allSizesOf(runFolder).filter((size) => size.scene === scene)
}

/** The sizes of all its scenes. */
export function allSizesOf(runFolder: string): Size[] {
  return linesOf(runFolder, SIZES_FILE).map((line) => JSON.parse(line) as Size)
}
