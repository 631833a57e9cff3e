import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

const TAIL_LINES = 15

/** The last lines of a log; empty where it has none, or cannot be read. */
export function logTail(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim().split('\n').slice(-TAIL_LINES).join('\n')
  } catch {
    return ''
  }
}

/** The last lines of several, each log under its name; those that say nothing are left out. */
export function logTails(paths: readonly string[]): string {
  return paths
    .map((path) => ({ name: basename(path), tail: logTail(path) }))
    .filter(({ tail }) => tail !== '')
    .map(({ name, tail }) => `The end of ${name}:\n${tail}`)
    .join('\n')
}
