import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { leaseBroker } from '../broker/index.ts'
import { catalog, foldersOf, needsBroker } from '../catalog/index.ts'
import { UsageError } from '../errors/index.ts'
import { definitionOf } from '../grading/bundle.ts'
import { type CommandContext, userDir } from './context.ts'

export interface TryRequest {
  readonly exercise: string
  /** With or without `.ts`. */
  readonly name: string
  readonly args: readonly string[]
}

/**
 * Runs one of the learner's programs by hand, under tsx, on the broker at hand where its parts need one; gives back its exit
 * code. A file that only exports functions has a program beside it that calls them, `<name>.by-hand.ts`: that one is run.
 */
export async function tryProgram(request: TryRequest, context: CommandContext): Promise<number> {
  const { root, bundle } = context
  const exercise = catalog(root).find(request.exercise)
  const definition = await definitionOf(bundle, exercise)
  const programs = Object.keys(definition.programs)
  const file = programs.find((name) => name === request.name || name === `${request.name}.ts`)
  const folder = foldersOf(root, exercise.id).exercise
  const path = join(folder, file ?? '')
  if (file === undefined || !existsSync(path)) {
    throw new UsageError(`${exercise.id} has no program "${request.name}".`, {
      code: 'no-such-program',
      fix: `Its programs are: ${programs.join(', ')}.`,
    })
  }
  const broker = needsBroker(definition, exercise, definition.programs[file] ?? null)
  const byHand = join(folder, file.replace(/\.ts$/, '.by-hand.ts'))
  const script = existsSync(byHand) ? byHand : path
  const child = spawn(
    process.execPath,
    ['--import', join(root, 'node_modules', 'tsx', 'dist', 'loader.mjs'), script, ...request.args],
    {
      cwd: userDir(),
      stdio: 'inherit',
      env: { ...process.env, ...(broker && { KAFKA_BROKERS: await brokersFor(context) }) },
    },
  )
  // Ctrl-C at a terminal reaches the program by itself: it is in the foreground group. A signal to us alone does not.
  const atTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY)
  context.leaveSignalsTo((signal) => {
    if (signal !== 'SIGINT' || !atTerminal) child.kill(signal)
  })
  context.atEnd(
    () =>
      new Promise((resolve) =>
        child.exitCode === null && child.signalCode === null ? child.once('exit', resolve) : resolve(undefined),
      ),
  )
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)))
  })
}

/** KAFKA_BROKERS where it is set, else the broker that `check` would use. */
async function brokersFor({ root, say, signal, atEnd }: CommandContext): Promise<string> {
  if (process.env.KAFKA_BROKERS) return process.env.KAFKA_BROKERS
  const lease = await leaseBroker({ root, env: process.env, say, signal })
  atEnd(async () => lease[Symbol.asyncDispose]())
  if (!lease.outlives) {
    say(
      'No broker of the workshop ran: one was started for this program alone. To keep topics between programs: npm run broker start',
    )
  }
  return lease.bootstrap
}
