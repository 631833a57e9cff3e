import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The lines of a file of a run's folder that are not empty; none where nobody has written it. */
export function linesOf(runFolder: string, file: string): string[] {
  try {
    return readFileSync(join(runFolder, file), 'utf8').split('\n').filter(Boolean)
  } catch {
    return []
  }
}
