import { type Exercise, isToldBy, readBelief } from '../../catalog/index.ts'
import type { TestResult } from '../../report/index.ts'
import { type Caught, readFindings, writeFindings } from '../museum/findings.ts'
import type { Examined } from './examine.ts'

const RENEW = 'npm run verify -- --docs'

/**
 * Where what an exercise keeps of how its wrong programs are caught is not so in this run, a sentence each. While somebody works
 * on an exercise that keeps nothing yet, nothing is lacking.
 */
export function staleFindings(
  root: string,
  exercise: Exercise,
  examined: readonly Examined[],
  { underWay }: { underWay: boolean },
): string[] {
  const kept = readFindings(root, exercise)
  if (underWay && Object.keys(kept).length === 0) return []
  const wrong = wrongOf(exercise, examined)
  const stale = [...wrong].filter(([name, one]) => !isStill(root, kept[name], one)).map(([name]) => name)
  const gone = Object.keys(kept).filter((name) => !wrong.has(name))
  return [...stale, ...gone].map((name) => `${exercise.id}: how wrong/${name} is caught is kept otherwise: ${RENEW}`)
}

/** Keeps how the wrong programs of an exercise are caught. What is still so stays as it is: what has changed is written anew. */
export function renewFindings(root: string, exercise: Exercise, examined: readonly Examined[]): void {
  const kept = readFindings(root, exercise)
  const renewed = [...wrongOf(exercise, examined)].flatMap(([name, one]): [string, Caught][] => {
    const caught = isStill(root, kept[name], one) ? kept[name] : (caughtIn(one) ?? kept[name])
    return caught ? [[name, caught]] : []
  })
  writeFindings(root, exercise, Object.fromEntries(renewed))
}

/** By `belief/variant`. */
function wrongOf({ id }: Exercise, examined: readonly Examined[]): Map<string, Examined> {
  const wrong = examined.filter(({ specimen }) => specimen.exercise.id === id && specimen.kind === 'wrong')
  return new Map(wrong.map((one) => [one.specimen.name.replace(/^\S+ wrong\//, ''), one]))
}

/**
 * Whether the belief is still told in these words, and the test is still there and says the same when it fails. That it fails is
 * not asked for: which test comes first may change with the seed.
 */
function isStill(root: string, kept: Caught | undefined, { specimen, results }: Examined): boolean {
  if (!kept || !isToldBy(readBelief(root, specimen.belief ?? ''), kept.because)) return false
  const same = ({ part, name }: TestResult) => part === kept.part && name === kept.test
  const tests = results.flatMap(({ tests: all }) => all.filter(same))
  const findings = tests.flatMap(({ finding }) => (finding?.belief === specimen.belief ? (finding ?? []) : []))
  return tests.length > 0 && (findings.length === 0 || findings.some((finding) => isSaidAlike(finding, kept)))
}

/** Of the findings that came first for a wrong program, that of the test which most of the seeds failed. */
function caughtIn({ results, specimen }: Examined): Caught | undefined {
  const heads = results.flatMap(({ headline, seed }): Caught[] => {
    if (headline?.belief !== specimen.belief || headline?.because === undefined) return []
    const { part, test, saw, expected, because } = headline
    return [{ seed, part, test, ...asOfLearner({ saw, expected, because }, specimen) }]
  })
  const failures = ({ test }: Caught) =>
    results.flatMap(({ tests }) => tests.filter(({ name, status }) => name === test && status === 'fail')).length
  return heads.toSorted((a, b) => failures(b) - failures(a))[0]
}

/** Places in the program as its learner would be told them: it lay in a folder of ours. */
function asOfLearner<T extends Readonly<Record<string, string>>>(
  texts: T,
  { source, exercise }: Examined['specimen'],
): T {
  if (source.kind !== 'from') return texts
  const entries = Object.entries(texts).map(([key, text]) => [
    key,
    text.replaceAll(source.dir, `exercises/${exercise.id}`),
  ])
  return Object.fromEntries(entries) as T
}

type Said = Pick<Caught, 'saw' | 'expected'>

/** Whether two findings differ in numbers, names and examples alone. */
export function isSaidAlike(one: Said, other: Said): boolean {
  return wordsOf(one.saw) === wordsOf(other.saw) && wordsOf(one.expected) === wordsOf(other.expected)
}

/**
 * The words of a text that stay from run to run: none with digits or capitals, none in quotes, no s of a plural, and none behind the
 * first colon or semicolon, where examples stand, and how the program ended.
 */
function wordsOf(text: string): string {
  const [clause = ''] = text.replace(/[“"`][^”"`]*[”"`]/g, ' ').split(/[:;]/)
  return clause
    .split(/[\s,]+/)
    .filter((word) => /^[a-z][a-z-]*$/.test(word))
    .map((word) => word.replace(/s$/, ''))
    .join(' ')
}
