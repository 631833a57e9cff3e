import { type Explained, EXPLAINED_FILE, isAbout } from './explained.ts'
import type { Candidate, Graded } from './grade.ts'
import { differenceOf, percentKilled, placeOf, scoreOf, scoreTable } from './tables.ts'

/** So much of what counts has to be killed, in percent. */
export const ENOUGH = 95
/** How many of the slowest are told. */
const SLOWEST = 5

export interface Found {
  /** In the order in which they were graded. */
  readonly graded: readonly Graded[]
  /** Those that were to be graded; more than `graded` where the command was interrupted. */
  readonly candidates: readonly Candidate[]
  /** Entries about mutants that were to be graded, or about none. */
  readonly explained: readonly Explained[]
  /** Whether all mutants of all exercises are asked for: of a few the share says little. */
  readonly isWhole: boolean
}

export interface Conclusion {
  readonly text: string
  readonly complaints: readonly string[]
}

/**
 * Tables, survivors, and what is wrong: a survivor without an explanation, an explanation that is not true any more, a mutant that
 * could not be graded, too few killed.
 */
export function conclude({ graded, candidates, explained, isWhole }: Found): Conclusion {
  const entryOf = ({ exercise, mutant }: Candidate) => explained.find((entry) => isAbout(entry, exercise.id, mutant))
  const asRight = graded.filter((one) => entryOf(one)?.because === 'as right')
  const ungradable = graded.filter(({ outcome }) => outcome === 'ungradable')
  const counted = graded.filter((one) => !asRight.includes(one) && !ungradable.includes(one))
  const survivors = counted.filter(({ outcome }) => outcome === 'survived')
  const percent = percentKilled(scoreOf(counted))
  const slowest = graded.toSorted((a, b) => b.ms - a.ms).slice(0, SLOWEST)
  const text = [
    '',
    scoreTable('exercise', counted, ({ exercise }) => exercise.id),
    '',
    scoreTable('mutator', counted, ({ mutant }) => mutant.mutator),
    ...(survivors.length > 0 ? ['', 'Survivors:'] : []),
    ...survivors.map((one) => `${differenceOf(one)}\n    ${entryOf(one)?.why ?? 'Nothing explains it.'}`),
    '',
    `The slowest: ${slowest.map((one) => `${placeOf(one)} ${one.ms} ms`).join('; ')}`,
    `${percent}% of ${counted.length} mutants are killed; ${asRight.length} more are as right as the solution.`,
  ].join('\n')
  const complaints = [
    ...survivors.filter((one) => !entryOf(one)).map((one) => `survives, and nothing explains it: ${placeOf(one)}`),
    ...graded
      .filter((one) => one.outcome === 'killed' && entryOf(one))
      .map((one) => `${EXPLAINED_FILE} says that it survives, and it was killed: ${placeOf(one)}`),
    ...ungradable.map((one) => `is ungradable (${one.fault}): ${placeOf(one)}`),
    ...aboutNone(explained, candidates),
    ...(isWhole && percent < ENOUGH ? [`${percent}% are killed, and ${ENOUGH}% have to be`] : []),
  ]
  return { text, complaints }
}

/** Entries that no mutant is as they say. */
export function aboutNone(explained: readonly Explained[], candidates: readonly Candidate[]): string[] {
  return explained
    .filter((entry) => !candidates.some(({ exercise, mutant }) => isAbout(entry, exercise.id, mutant)))
    .map(
      ({ exercise, file, mutator, was }) => `${EXPLAINED_FILE}: no mutant is "${exercise} ${file} ${mutator}: ${was}"`,
    )
}
