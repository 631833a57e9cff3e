import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseReport } from '../../../src/report/parse.ts'
import type { ExerciseResult } from '../../../src/report/schema.ts'
import { Command, type CommandOptions, type Ended } from './command.ts'
import { Place, ROOT } from './place.ts'

export interface Checked extends Ended {
  /** The result of the one exercise in the report that `--report` wrote, which is valid. */
  readonly result: ExerciseResult
  /** The folder in which the programs lay. */
  readonly dir: string
  readonly leftovers: readonly string[]
}

export interface CheckOptions extends CommandOptions {
  /** Its number; left out: 03. */
  readonly exercise?: string
  /** Programs of a folder of their own, given with `--from`; else `args` say which. */
  readonly programs?: Readonly<Record<string, string>>
}

/** A `check …` that runs, with the place of its report and, where they were given, its programs. */
export interface RunningCheck {
  readonly command: Command
  readonly dir: string
  readonly report: string
  readonly root: string
  [Symbol.asyncDispose](): Promise<void>
}

export function startCheck(
  args: readonly string[],
  { programs, exercise = '03', ...options }: CheckOptions = {},
): RunningCheck {
  const place = new Place()
  const dir = place.folder('programs', programs)
  const report = join(place.dir, 'report.json')
  const from = programs ? ['--from', dir] : []
  const rest = [exercise, ...(options.npm ? ['--'] : []), ...args, ...from, '--report', report]
  const command = new Command(['check', ...rest], options)
  return {
    command,
    dir,
    report,
    root: options.root ?? ROOT,
    [Symbol.asyncDispose]: async () => {
      await command[Symbol.asyncDispose]()
      place[Symbol.dispose]()
    },
  }
}

/** Waits for its end and reads its report. */
export async function finishedCheck({ command, dir, report, root }: RunningCheck): Promise<Checked> {
  const ended = await command.ended
  const result = readResult(report, ended)
  const runs = result.runFolder === null ? [] : [join(root, result.runFolder)]
  return { ...ended, result, dir, leftovers: await command.leftovers(runs) }
}

/** Runs `check …` to its end and reads its report. */
export async function check(args: readonly string[], options: CheckOptions = {}): Promise<Checked> {
  await using running = startCheck(args, options)
  return await finishedCheck(running)
}

/** A program of a reference solution, to be changed by a test. */
export function solution(name: string, exercise = '03-simple-practice'): string {
  return readFileSync(join(ROOT, 'solutions', exercise, name), 'utf8')
}

/** What was seen in place of what was expected, by the names of the tests that failed. */
export function findings({ tests }: ExerciseResult): Record<string, string> {
  return Object.fromEntries(tests.flatMap(({ name, finding }) => (finding ? [[name, finding.saw]] : [])))
}

function readResult(report: string, { exitCode, stdout, stderr }: Ended): ExerciseResult {
  let text: string
  try {
    text = readFileSync(report, 'utf8')
  } catch {
    throw new Error(`no report; exit code ${exitCode}\n${stdout}\n${stderr}`)
  }
  const [result] = parseReport(text, report).results
  if (!result) throw new Error('the report is empty')
  return result
}
