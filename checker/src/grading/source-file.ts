import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Source } from './programs.ts'

/** In the folder of a run: whose programs were graded. */
const SOURCE_FILE = 'source.json'

/** A disk that is full is no reason to grade nothing: there is only less to look at later. */
export function saveSource(runFolder: string, source: Source): void {
  try {
    writeFileSync(join(runFolder, SOURCE_FILE), JSON.stringify(source))
  } catch {
    // Nothing is missed before a smaller run is looked for.
  }
}

/** Undefined where nobody has written it. */
export function sourceOfRun(runFolder: string): Source | undefined {
  try {
    return JSON.parse(readFileSync(join(runFolder, SOURCE_FILE), 'utf8')) as Source
  } catch {
    return undefined
  }
}
