import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Sizes } from './search.ts'

/** In the folder of a run that was made smaller: the name of the run that it shows the same as. */
const SMALLER_OF_FILE = 'smaller-of.txt'
/** In the folder of a run: the smallest that was found for each of its tests. */
const SMALLEST_FILE = 'smallest.json'

/** The smallest run that was found to show what a test of another one found. */
export interface Smallest {
  readonly test: string
  /** The folder of the run; null where nothing smaller shows it. */
  readonly folder: string | null
  /** What the scene had in the run that was graded, and what it has in the smallest. */
  readonly usual: Sizes
  readonly sizes: Sizes
  readonly tries: number
  readonly ms: number
  /** Whether nothing smaller was left to be tried when the time was over. */
  readonly complete: boolean
}

/** Says of a run that it was made to show something small: it is nobody's last run. */
export function markSmaller(folder: string, of: string): void {
  writeFileSync(join(folder, SMALLER_OF_FILE), basename(of))
}

export function isSmaller(folder: string): boolean {
  return existsSync(join(folder, SMALLER_OF_FILE))
}

/** Keeps what was found, so that the next picture takes no search. */
export function keepSmallest(runFolder: string, smallest: Smallest): void {
  const others = all(runFolder).filter(({ test }) => test !== smallest.test)
  const folder = smallest.folder === null ? null : basename(smallest.folder)
  writeFileSync(join(runFolder, SMALLEST_FILE), JSON.stringify([...others, { ...smallest, folder }]))
}

/** What was kept for this test; undefined where nothing was, or where that run was forgotten. */
export function keptSmallest(runFolder: string, test: string): Smallest | undefined {
  const kept = all(runFolder).find((one) => one.test === test)
  if (!kept || kept.folder === null) return kept
  const folder = join(dirname(runFolder), basename(kept.folder))
  return existsSync(folder) ? { ...kept, folder } : undefined
}

function all(runFolder: string): Smallest[] {
  try {
    const kept: unknown = JSON.parse(readFileSync(join(runFolder, SMALLEST_FILE), 'utf8'))
    return Array.isArray(kept) ? (kept as Smallest[]) : []
  } catch {
    return []
  }
}
