import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { solution } from '../e2e/harness/check.ts'

/** By the name of a program: its exercise, and a part that it is graded for. */
const GRADED: Readonly<Record<string, { readonly exercise: string; readonly part: number }>> = {
  'producer.ts': { exercise: '03-simple-practice', part: 1 },
  'consumer.ts': { exercise: '03-simple-practice', part: 3 },
  'queue-worker.ts': { exercise: '01-intro', part: 2 },
  'log-worker.ts': { exercise: '01-intro', part: 3 },
}

/**
 * A program of the corpus with what lies beside it: the reference solution as `solved.ts`, and `where.txt` where it has to
 * be told where something is. `exercise` is the number of the exercise and `part` the part that it is graded for.
 */
export function hostile(
  name: string,
  where?: string,
): { exercise: string; part: number; programs: Record<string, string> } {
  const folder = join(import.meta.dirname, 'programs', name)
  const [file = ''] = readdirSync(folder)
  const { exercise, part } = GRADED[file] ?? { exercise: '', part: 0 }
  return {
    exercise: exercise.slice(0, 2),
    part,
    programs: {
      [file]: readFileSync(join(folder, file), 'utf8'),
      'solved.ts': solution(file, exercise),
      ...(where !== undefined && { 'where.txt': where }),
    },
  }
}
