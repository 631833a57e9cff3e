import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Lease } from '../broker/index.ts'
import { type Exercise, catalog, foldersOf, needsBroker } from '../catalog/index.ts'
import { UsageError } from '../errors/index.ts'
import { type Bundle, definitionOf } from '../grading/bundle.ts'
import { Grader } from '../grading/grader.ts'
import { phaseLines } from '../grading/phases.ts'
import { type Source, refuseMissingFolder } from '../grading/programs.ts'
import type { GradeRequest } from '../grading/request.ts'
import type { ExerciseResult } from '../report/schema.ts'
import { styleFor } from '../report/style.ts'
import { SCHEMA_VERSION } from '../report/version.ts'
import { requireSandbox, sweep } from '../runner/index.ts'
import { type CommandContext, userDir } from './context.ts'
import { TO_STDOUT, refuseUnwritable, writeOut } from './output-file.ts'

export interface CheckOptions {
  readonly solution?: boolean
  readonly from?: string
  readonly part?: number
  readonly tests?: string
  readonly seed?: number
  readonly report?: string
  readonly junit?: string
  readonly details?: boolean
  readonly sandbox?: boolean
}

/** Grades exercises and tells what came of it; gives back the exit code. */
export async function check(words: readonly string[], options: CheckOptions, context: CommandContext): Promise<number> {
  const { root, bundle, say, signal, atEnd } = context
  const exercises = chosen(root, words, options)
  const source = sourceOf(options)
  refuseBadFiles(options)
  if (words.length === 0 && Object.keys(options).length === 0 && (await greeted(context))) return 1
  if (options.sandbox) await requireSandbox()
  const broker = await anyNeedsBroker(bundle, exercises, options)
  // What dead runs left on a broker waits for a check that has one.
  const deadRuns = await sweep(root, { forget: broker })
  // With a report on standard output, people read standard error.
  const people = [options.report, options.junit].includes(TO_STDOUT) ? process.stderr : process.stdout
  const style = styleFor(people, process.env)
  const grader = Grader.create({ root, bundle, say, signal, deadRuns, sandbox: options.sandbox }, { broker })
  atEnd(() => grader.end())
  // Which characters are wide is worked out when it is loaded: time enough while a broker is leased.
  const rendering = import('../report/render.ts')
  const results: ExerciseResult[] = []
  for (const exercise of exercises) {
    const result = await grader.grade({ ...request(exercise, source, options), typeNotes: people.isTTY })
    // Ctrl-C ends what was being graded with: nothing can be told of it.
    signal.throwIfAborted()
    results.push(result)
    const more = [
      ...brokerLines(await grader.lease),
      ...(options.sandbox ? ['Programs ran in bubblewrap.'] : []),
      ...phaseLines(grader.phases.all),
    ]
    const name = exercises.length === 1 ? (words[0] ?? exercise.id) : exercise.id
    const replay = `npm run check ${name} -- --seed ${result.seed}${again(options)}`
    // Without a folder nothing of the run is left to draw.
    const explain = result.runFolder === null ? undefined : `npm run explain ${name}`
    const { renderResult } = await rendering
    people.write(renderResult(result, { details: options.details === true, more, replay, explain }, style))
    // Of an exercise that nobody named and nobody has begun, there is nothing to keep.
    const isTheirs = source.kind === 'learner' && (words.length > 0 || result.status !== 'not-started')
    if (isTheirs && options.tests === undefined)
      await (await import('../learner/progress/keep.ts')).keepGrading(result, context)
  }
  if (results.length > 1) people.write((await rendering).renderSummary(results, style))
  await writeReports(results, options)
  return exitCode(results)
}

/** Tells who has not done anything yet how it goes, in place of five times that nothing is started; says whether it did. */
async function greeted({ root, bundle }: CommandContext): Promise<boolean> {
  const { firstExercise, renderGreeting } = await import('./greeting.ts')
  const first = await firstExercise(root, bundle)
  if (!first) return false
  const [program = ''] = Object.keys((await definitionOf(bundle, first)).programs)
  process.stdout.write(renderGreeting(first, program, styleFor(process.stdout, process.env)))
  return true
}

function chosen(root: string, words: readonly string[], { from, part, tests }: CheckOptions): readonly Exercise[] {
  const all = catalog(root)
  const found = words.length === 0 ? all.exercises : [...new Set(words.map((word) => all.find(word)))]
  const alone = Object.entries({ from, part, tests }).find(([, value]) => value !== undefined)
  if (alone && found.length !== 1) {
    throw new UsageError(`--${alone[0]} goes with one exercise, and there are ${found.length}.`, {
      code: 'one-exercise',
      fix: 'Name the exercise: npm run check 03 -- …',
    })
  }
  const parts = found[0]?.parts.length ?? 0
  if (part !== undefined && part > parts) {
    throw new UsageError(`${found[0]?.id} has no part ${part}.`, {
      code: 'no-such-part',
      fix: `Its parts are 1 to ${parts}.`,
    })
  }
  if (tests !== undefined && found[0]) refuseUnknownTests(root, found[0], tests)
  return found
}

function refuseUnknownTests(root: string, { id }: Exercise, file: string): void {
  const known = readdirSync(foldersOf(root, id).hidden).filter((name) => name.endsWith('.test.ts'))
  if (known.includes(file)) return
  throw new UsageError(`${id} has no hidden tests "${file}".`, {
    code: 'no-such-tests',
    fix: `Its files are: ${known.join(', ')}.`,
  })
}

function sourceOf({ solution, from }: CheckOptions): Source {
  if (solution && from !== undefined) {
    throw new UsageError('--solution and --from exclude each other.', { code: 'two-sources', fix: 'Give one of them.' })
  }
  if (from === undefined) return { kind: solution ? 'solution' : 'learner' }
  const dir = resolve(userDir(), from)
  refuseMissingFolder(dir, from)
  return { kind: 'from', dir }
}

/** A report that cannot be written is told before anything is graded, not after. */
function refuseBadFiles({ report, junit }: CheckOptions): void {
  if (report === TO_STDOUT && junit === TO_STDOUT) {
    throw new UsageError('--report - and --junit - cannot both have standard output.', {
      code: 'two-on-stdout',
      fix: 'Write one of them to a file.',
    })
  }
  for (const file of [report, junit]) if (file !== undefined) refuseUnwritable(file)
}

/** Each definition is loaded for it, which is a millisecond: a broker that nobody needs may be one that nobody has. */
async function anyNeedsBroker(
  bundle: Bundle,
  exercises: readonly Exercise[],
  { part }: CheckOptions,
): Promise<boolean> {
  const parts = part === undefined ? null : [part]
  const needs = exercises.map(async (exercise) => needsBroker(await definitionOf(bundle, exercise), exercise, parts))
  return (await Promise.all(needs)).includes(true)
}

function brokerLines(lease: Lease | undefined): string[] {
  if (!lease) return ['No broker was needed.']
  const { description, passedOver } = lease
  return [description, ...passedOver.map(({ provider, reason }) => `${provider} was passed over: ${reason}`)]
}

function request(exercise: Exercise, source: Source, { part, tests, seed }: CheckOptions): GradeRequest {
  return {
    exercise,
    source,
    ...(part !== undefined && { parts: [part] }),
    ...(tests !== undefined && { testFile: tests }),
    ...(seed !== undefined && { seed }),
  }
}

function again({ solution, from, part, tests, sandbox }: CheckOptions): string {
  return [
    solution ? ' --solution' : '',
    from === undefined ? '' : ` --from ${JSON.stringify(from)}`,
    part === undefined ? '' : ` --part ${part}`,
    tests === undefined ? '' : ` --tests ${tests}`,
    sandbox ? ' --sandbox' : '',
  ].join('')
}

/** What writes JUnit is loaded only where asked for. */
async function writeReports(results: ExerciseResult[], { report, junit }: CheckOptions): Promise<void> {
  if (report !== undefined) writeOut(report, `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, results }, null, 2)}\n`)
  if (junit !== undefined) writeOut(junit, (await import('../report/junit.ts')).toJUnit(results))
}

/** 3 for anything ungradable, else 1 for anything not passed. */
function exitCode(results: readonly ExerciseResult[]): number {
  if (results.some(({ status }) => status === 'ungradable')) return 3
  return results.every(({ status }) => status === 'passed') ? 0 : 1
}
