import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Workspace } from '../runner/index.ts'

/** Type checking a small program takes a second; one that takes this long is not worth a note. */
const LIMIT_MS = 15_000
const SHOWN = 3

/**
 * What TypeScript would say of the programs, for people: the checker compiles without looking at types, and no type error
 * is graded. Empty when there is nothing to say or TypeScript is not installed.
 */
export async function typeNotes(root: string, workspace: Workspace): Promise<string[]> {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  try {
    await promisify(execFile)(process.execPath, [tsc, '-p', workspace.dir, '--pretty', 'false'], {
      timeout: LIMIT_MS,
      cwd: workspace.dir,
    })
    return []
  } catch (error) {
    const output = typeof error === 'object' && error !== null && 'stdout' in error ? String(error.stdout) : ''
    return output
      .split('\n')
      .map((line) => /^(.+)\((\d+),(\d+)\): error TS\d+: (.+)$/.exec(line))
      .filter((match) => match !== null)
      .slice(0, SHOWN)
      .map(([, file = '', line, column, text]) => {
        const path = join(workspace.dir, file)
        return `TypeScript would say: ${workspace.shown(workspace.originOf(path) ?? path)}:${line}:${column} ${text} (types are not graded)`
      })
  }
}
