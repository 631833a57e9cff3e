import { join } from 'node:path'
import type { Workspace } from '../runner/index.ts'
import { typeCheck } from './type-check.ts'

/** Type checking a small program takes a second; one that takes this long is not worth a note. */
const LIMIT_MS = 15_000
const SHOWN = 3

/**
 * What TypeScript would say of the programs, for people: the checker compiles without looking at types, and no type error
 * is graded. Empty when there is nothing to say, TypeScript is not installed, or the signal ends it.
 */
export async function typeNotes(root: string, workspace: Workspace, signal: AbortSignal): Promise<string[]> {
  const output = await typeCheck(root, workspace.dir, { timeout: LIMIT_MS, signal })
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
