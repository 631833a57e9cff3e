import { distance } from 'fastest-levenshtein'
import { UsageError } from '../../errors/index.ts'
import type { ExerciseResult, TestResult } from '../../report/schema.ts'

export interface Wanted {
  /** Only tests of this part. */
  readonly part?: number | undefined
  /** Its name, or a piece of it that no other has. */
  readonly test?: string | undefined
}

/** A test that looked at a scene, which can be drawn. */
export type DrawableTest = TestResult & { readonly scene: string }

/**
 * The test to draw: the one that is asked for; else the one whose finding a check shows first; else the first that looked at
 * anything.
 * @throws UsageError `no-such-part`, `no-such-test`, `several-tests`, `nothing-to-draw`
 */
export function chosenTest(result: ExerciseResult, { part, test }: Wanted): DrawableTest {
  const ofPart = part === undefined ? result.tests : result.tests.filter((one) => one.part === part)
  if (ofPart.length === 0) throw noSuchPart(result, part)
  const tests = test === undefined ? ofPart : [named(ofPart, test)]
  const first = tests.find((one) => one.name === result.headline?.test && one.part === result.headline.part)
  const ordered = [...(first ? [first] : []), ...tests.filter(({ status }) => status === 'fail'), ...tests]
  const drawable = ordered.flatMap((one) => withScene(one) ?? [])
  if (drawable[0]) return drawable[0]
  throw nothingToDraw(result, ordered)
}

/** Tests that failed and can be drawn, but for this one. */
export function otherFailures({ tests }: ExerciseResult, shown: TestResult): DrawableTest[] {
  return tests.flatMap((one) =>
    (one.name === shown.name && one.part === shown.part) || one.status !== 'fail' ? [] : (withScene(one) ?? []),
  )
}

function withScene(test: TestResult): DrawableTest | undefined {
  const scene = test.scene ?? test.finding?.scene
  // What was skipped or disturbed has looked at nothing to its end.
  const isJudged = test.status === 'pass' || test.status === 'fail'
  return scene === undefined || !isJudged ? undefined : { ...test, scene }
}

function named(tests: readonly TestResult[], word: string): TestResult {
  const exact = tests.find(({ name }) => name === word)
  if (exact) return exact
  const found = tests.filter(({ name }) => name.toLowerCase().includes(word.toLowerCase()))
  if (found.length === 1 && found[0] && word !== '') return found[0]
  const list = (some: readonly TestResult[]) => some.map(({ name }) => `  ${name}`).join('\n')
  if (found.length > 1)
    throw new UsageError(`${found.length} tests of this run have "${word}" in their names.`, {
      code: 'several-tests',
      fix: `Give more of one of them:\n${list(found)}`,
    })
  const nearest = tests.toSorted((a, b) => distance(a.name, word) - distance(b.name, word))
  throw new UsageError(`No test of this run has "${word}" in its name.`, {
    code: 'no-such-test',
    fix: `A piece of a name will do. Its tests are:\n${list(nearest)}`,
  })
}

function noSuchPart({ id, parts }: ExerciseResult, part: number | undefined): UsageError {
  const graded = parts.map((one) => one.part).join(', ')
  return new UsageError(`The last run of ${id} has no tests${part === undefined ? '' : ` of part ${part}`}.`, {
    code: 'no-such-part',
    fix: graded === '' ? 'Run the check again.' : `Graded were: part ${graded}.`,
  })
}

function nothingToDraw({ status, fault, id }: ExerciseResult, [first]: readonly TestResult[]): UsageError {
  const why =
    status === 'ungradable'
      ? `the run could not be graded: ${fault ?? 'it is not known why'}`
      : (first?.finding?.saw ?? first?.detail ?? 'no program ran')
  return new UsageError(`There is nothing to draw: ${why}`, {
    code: 'nothing-to-draw',
    fix: `A picture needs a program that ran. Change it, and grade it: npm run check ${id.slice(0, 2)}`,
  })
}
