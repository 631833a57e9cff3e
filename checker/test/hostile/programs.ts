import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { solution } from '../e2e/harness/check.ts'

/**
 * A program of the corpus with what lies beside it: the reference solution as `solved.ts`, and `where.txt` where it has to
 * be told where something is. `file` is the name of the program.
 */
export function hostile(name: string, where?: string): { file: string; programs: Record<string, string> } {
  const folder = join(import.meta.dirname, 'programs', name)
  const [file = ''] = readdirSync(folder)
  return {
    file,
    programs: {
      [file]: readFileSync(join(folder, file), 'utf8'),
      'solved.ts': solution(file),
      ...(where !== undefined && { 'where.txt': where }),
    },
  }
}
