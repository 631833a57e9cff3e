import untypedJunit, { type Builder, type TestSuite } from 'junit-report-builder'
import type { ExerciseResult, TestResult } from './schema.ts'
import { visible } from './visible.ts'

// The package exports the builder itself, which its types put under `default`, as CommonJS has it.
const junit = untypedJunit as unknown as Builder

/**
 * Results as JUnit XML: a suite for each exercise, a case for each test, its class `<slug>.part-<n>`. What failed has the
 * belief as its type; what could not be graded is an error, what was not started is skipped. Control characters, which XML
 * 1.0 cannot hold, are made visible.
 */
export function toJUnit(results: readonly ExerciseResult[]): string {
  const builder = junit.newBuilder().name('kafka-workshop')
  for (const result of results) {
    const suite = builder
      .testSuite()
      .name(visible(result.id))
      .time(result.ms / 1_000)
    suite.property('seed', String(result.seed)).property('status', result.status)
    suite.property('points', `${result.points}/${result.maxPoints}`)
    for (const test of result.tests) addTest(suite, result, test)
    // The tests may all have passed, or none may have been run, when the broker died.
    if (result.status === 'ungradable' && result.tests.every(({ status }) => status !== 'error')) {
      const reason = visible(result.fault ?? 'not graded')
      suite.testCase().className(result.exercise).name('can be graded').error(reason, 'ungradable')
    }
  }
  return builder.build()
}

function addTest(suite: TestSuite, { exercise }: ExerciseResult, test: TestResult): void {
  const { name, part, status, ms, finding, detail } = test
  const testCase = suite
    .testCase()
    .className(`${exercise}.part-${part}`)
    .name(visible(name))
    .time(ms / 1_000)
  if (status === 'skipped') testCase.skipped()
  if (status === 'error') testCase.error(visible(detail ?? 'not graded'), 'ungradable')
  if (status === 'fail') testCase.failure(visible(messageOf(finding, detail)), finding?.belief ?? 'unmet')
}

function messageOf(finding: TestResult['finding'], detail: string | undefined): string {
  if (!finding) return detail ?? 'failed'
  const { saw, expected, because, lesson } = finding
  return [`saw ${saw}`, `expected ${expected}`, ...(because === undefined ? [] : [because]), `read ${lesson}`].join(
    '\n',
  )
}
