import type { ExerciseResult } from '../report/index.ts'
import { isSameOddity } from './oddities.ts'
import type { Source } from './programs.ts'

/** One grading of some programs, and what was odd about the broker or the machine meanwhile. */
export interface Attempt {
  readonly result: ExerciseResult
  readonly oddities: readonly string[]
  /** The result as it is when nothing is the programs' fault, but this is. */
  readonly ungradable: (fault: string) => ExerciseResult
}

/**
 * The verdict on programs that failed while something was odd. First the reference solution is graded as a canary: where it does
 * not pass either, nobody can be blamed. Then the programs are graded once more, as what was odd may have passed: only what fails
 * again is blamed, and not while something else is odd: what is odd in the same way each time, and not for the solution, is their
 * doing. They never pass here: a program may be wrong and lucky.
 */
export async function withCanary(
  first: Attempt,
  { say, grade }: { say: (line: string) => void; grade: (source: Source | 'same') => Promise<Attempt> },
): Promise<ExerciseResult> {
  const odd = sentence(first.oddities)
  say(`${odd} The reference solution is graded on this broker first, then your programs once more.`)
  const canary = await grade({ kind: 'solution' })
  if (canary.result.status !== 'passed' || canary.oddities.length > 0) {
    const seen = canary.result.fault ?? (canary.oddities.length > 0 ? sentence(canary.oddities) : undefined)
    return first.ungradable(`${odd} The reference solution was not graded well on it either.${seen ? ` ${seen}` : ''}`)
  }
  const { result, oddities } = await grade('same')
  if (result.status === 'ungradable') return result
  if (result.status !== 'failed') return first.ungradable(`${odd} Graded once more, the programs did not fail.`)
  const others = oddities.filter((one) => !first.oddities.some((other) => isSameOddity(one, other)))
  if (others.length > 0) return first.ungradable(`${odd} While the programs were graded once more: ${sentence(others)}`)
  const note = `${odd} So the reference solution was graded on the same broker, which passed, and then your programs once more.`
  return { ...result, notes: [...result.notes, note] }
}

/** What was odd about it, as a sentence. */
export function sentence(oddities: readonly string[]): string {
  const [first = '', ...more] = oddities
  return `${first.charAt(0).toUpperCase()}${first.slice(1)}${more.length > 0 ? `; ${more.join('; ')}` : ''}.`
}
