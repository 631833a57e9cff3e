import { slug } from 'github-slugger'
import { type Exercise, partName } from '../catalog/index.ts'
import type { ExerciseResult, Finding, PartResult, Status, TestResult } from '../report/index.ts'
import { type Outcome, WEIGHTS, outcomeOf } from './outcomes.ts'
import type { HiddenTestResult, ThrownError } from './thread/messages.ts'

type Unmet = Extract<Outcome, { kind: 'unmet' }>

/** A test's result with what only the summary needs. */
export interface Judged {
  readonly result: TestResult
  /** The first step, when the part was not started. */
  readonly firstStep?: string
  readonly weight?: Unmet['weight']
}

/** Reads one hidden test; undefined for one of a part that was not asked for. */
export function judge(test: HiddenTestResult, exercise: Exercise, asked: readonly number[] | null): Judged | undefined {
  const { part = 1, points = 0, scene } = test
  if (asked && !asked.includes(part)) return undefined
  const shared = {
    name: test.name,
    part,
    points,
    ms: test.ms,
    ...(scene !== undefined && { scene }),
  }
  if (test.state === 'passed') return { result: { ...shared, status: 'pass' } }
  if (test.state === 'skipped')
    return { result: { ...shared, status: 'skipped', ...(test.note && { detail: test.note }) } }
  if (test.state === 'pending') return { result: { ...shared, status: 'error', detail: 'it was not run to its end' } }
  const outcome = test.errors.map(readOutcome).find((found) => found !== undefined)
  switch (outcome?.kind) {
    case 'unmet':
      return {
        result: { ...shared, status: 'fail', finding: findingOf(outcome, exercise, part) },
        weight: outcome.weight,
      }
    case 'not-started':
      return {
        result: { ...shared, status: 'skipped', detail: `not started: ${outcome.firstStep}` },
        firstStep: outcome.firstStep,
      }
    case 'ungradable':
      return { result: { ...shared, status: 'error', detail: outcome.why } }
    default:
      return { result: { ...shared, status: 'error', detail: test.errors.map(({ message }) => message).join('; ') } }
  }
}

/** A test of a run that could not be graded: what did not pass may have failed because of that. */
export function withoutBlame({ result, ...judged }: Judged): Judged {
  if (result.status !== 'fail') return { result, ...judged }
  const { finding: _, ...rest } = result
  return { result: { ...rest, status: 'error', detail: 'not judged, since the run was disturbed' } }
}

/** A plain assertion of a hidden test is a finding as well: what it got and what it wanted. */
function readOutcome(error: ThrownError): Outcome | undefined {
  const outcome = outcomeOf(error)
  if (outcome || error.name !== 'AssertionError') return outcome
  return {
    kind: 'unmet',
    saw: `${String(error.actual)} (${error.message})`,
    expected: String(error.expected),
    weight: 'polish',
  }
}

function findingOf(
  { saw, expected, belief, believed, because, lesson, read, scene, events }: Unmet,
  exercise: Exercise,
  part: number,
): Finding {
  const section = read === undefined ? taskOf(exercise, part) : `lessons/${exercise.id}/lesson.md${read}`
  return {
    saw,
    expected,
    lesson: lesson ?? section,
    ...(belief !== undefined && { belief }),
    ...(believed !== undefined && { believed }),
    ...(because !== undefined && { because }),
    ...(scene !== undefined && { scene }),
    ...(events !== undefined && { events: [...events] }),
  }
}

/** Where the task says what is asked in a part: the section's anchor as GitHub makes it. */
function taskOf({ id, parts }: Exercise, number: number): string {
  const part = parts.find((one) => one.number === number)
  return `exercises/${id}/README.md${part ? `#${slug(partName(part))}` : ''}`
}

/**
 * The part's status, the first that holds: ungradable, failed, not-started, passed. A part of which something passes is started:
 * what is not written of it is still to come.
 */
export function partResult({ number, title, bonus }: Exercise['parts'][number], judged: readonly Judged[]): PartResult {
  const own = judged.filter(({ result }) => result.part === number)
  const statuses = own.map(({ result }) => result.status)
  const firstStep = own.find((test) => test.firstStep !== undefined)?.firstStep
  let status: Status = 'passed'
  if (statuses.includes('error')) status = 'ungradable'
  else if (statuses.includes('fail')) status = 'failed'
  else if (firstStep !== undefined && !statuses.includes('pass')) status = 'not-started'
  else if (statuses.includes('skipped') || own.length === 0) status = 'failed'
  return {
    part: number,
    title,
    ...(bonus && { bonus }),
    status,
    points: sum(own.filter(({ result }) => result.status === 'pass').map(({ result }) => result.points)),
    maxPoints: sum(own.map(({ result }) => result.points)),
    ...(status === 'not-started' && firstStep !== undefined && { firstStep }),
  }
}

/**
 * The exercise's status, the first that holds: ungradable, passed (every part that counts), not-started (no part started), failed.
 */
export function exerciseStatus(parts: readonly PartResult[]): Status {
  if (parts.some(({ status }) => status === 'ungradable')) return 'ungradable'
  if (countedParts(parts).every(({ status }) => status === 'passed')) return 'passed'
  return parts.every(({ status }) => status === 'not-started') ? 'not-started' : 'failed'
}

/** The parts that the exercise's status and points are of: all but bonuses; where nothing else was asked for, those. */
export function countedParts(parts: readonly PartResult[]): readonly PartResult[] {
  const required = parts.filter(({ bonus }) => bonus !== true)
  return required.length > 0 ? required : parts
}

/** The finding to show first: of the first part that failed, loss before doubling before order before polish. */
export function headline(judged: readonly Judged[]): ExerciseResult['headline'] {
  const failed = judged.filter(({ result }) => result.status === 'fail')
  const rank = ({ result, weight }: Judged) => result.part * WEIGHTS.length + WEIGHTS.indexOf(weight ?? 'polish')
  const first = failed.toSorted((a, b) => rank(a) - rank(b))[0]
  if (!first?.result.finding) return undefined
  return { ...first.result.finding, test: first.result.name, part: first.result.part }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
