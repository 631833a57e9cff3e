import { constants } from 'node:os'
import { Command, CommanderError, Option } from 'commander'
import { isWorkshopError } from '../errors/index.ts'
import type { WarmProvider } from '../broker/index.ts'
import type { Bundle } from '../grading/bundle.ts'
import { MAX_SEED } from '../grading/seed.ts'
import { visible } from '../report/visible.ts'
import { settlesWithin } from '../timing/index.ts'
import type { CommandContext } from './context.ts'
import { deskCommands } from './desk-commands.ts'
import { keepersCommands } from './keepers-commands.ts'
import { wholeNumber } from './numbers.ts'
import { sourcePositions } from './source-positions.ts'
import { refuseSwallowedOptions } from './swallowed.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
/** Of a process that a signal ended, as shells have it; 130 for Ctrl-C. */
const codeOf = (signal: NodeJS.Signals) => 128 + constants.signals[signal]
/** npm passes on the Ctrl-C that the whole foreground group got already: one key, two signals. */
const SAME_KEY_MS = 1_000
/** Ctrl-C goes to the whole foreground group: that it ended a child of ours (the compiler) may be noticed so long before it is. */
const SIGNAL_LAG_MS = 200
const USAGE = 2
/** EX_SOFTWARE of sysexits.h. */
const BUG = 70

/** Runs one command and gives back its exit code; what goes wrong is told on standard error. */
export async function main(
  argv: readonly string[],
  { root, bundle }: { root: string; bundle: Bundle },
): Promise<number> {
  const interruption = new AbortController()
  const ends: (() => Promise<unknown>)[] = []
  const endAll = async () => {
    for (let end = ends.pop(); end; end = ends.pop()) await end().catch(() => undefined)
  }
  let pressedAt = 0
  let heir: ((signal: NodeJS.Signals) => void) | undefined
  // A reader that goes away (`| head`) is no error of ours.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  const interrupted = new Promise<number>((resolve) => {
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        if (heir) return heir(signal)
        // A second key: the user will not wait for a tidy end.
        if (interruption.signal.aborted) {
          if (performance.now() - pressedAt > SAME_KEY_MS) process.exit(codeOf(signal))
          return
        }
        pressedAt = performance.now()
        interruption.abort()
        resolve(codeOf(signal))
      })
    }
  })
  const failed = async (error: unknown) => {
    if (isBug(error)) await settlesWithin(interrupted, SIGNAL_LAG_MS)
    return interruption.signal.aborted ? interrupted : tell(error, root)
  }
  // What nobody caught is a bug of ours, never exit 1: that would say "not yet" to the learner.
  const uncaught = new Promise<number>((resolve) => {
    for (const event of ['uncaughtException', 'unhandledRejection'] as const)
      process.on(event, (error: unknown) => resolve(failed(error)))
  })
  const context: CommandContext = {
    root,
    bundle,
    signal: interruption.signal,
    say: (line) => process.stderr.write(`${visible(line)}\n`),
    atEnd: (end) => ends.push(end),
    leaveSignalsTo: (other) => (heir = other),
  }
  const work = runCommand(argv, context).catch(failed)
  const code = await Promise.race([work, interrupted, uncaught])
  await endAll()
  return code
}

async function runCommand(argv: readonly string[], context: CommandContext): Promise<number> {
  refuseSwallowedOptions(argv[0] ?? '', argv.slice(1), process.env)
  let code = 0
  const program = commands(context, (result) => (code = result))
  try {
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    // Commander has told it already; asking for help is no mistake.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE
    throw error
  }
  return code
}

function commands(context: CommandContext, done: (code: number) => void): Command {
  const program = new Command('npm run').exitOverride().configureHelp({ showGlobalOptions: false })
  program.usage('<command> [arguments] [-- options]').enablePositionalOptions()
  program
    .command('check')
    .description('grade exercises on a real Kafka: by number, name or folder; none: all')
    .argument('[exercise...]')
    .option('--solution', 'grade the reference solution')
    .option('--from <dir>', 'grade the programs that lie in this folder (one exercise)')
    .option('--part <n>', 'only this part', wholeNumber(1, 99))
    .option('--tests <file>', 'only this file of hidden tests, for their author')
    .option('--seed <n>', 'replay the run of this seed', wholeNumber(0, MAX_SEED))
    .option('--report <file>', 'write the report as JSON; - is standard output')
    .option('--junit <file>', 'write the report as JUnit XML; - is standard output')
    .option('--sandbox', 'run the programs in bubblewrap (Linux), without network and without your files')
    .option('--details', 'tell more about broker and run')
    .action(async (words: string[], options: object) =>
      done(await (await import('./check.ts')).check(words, options, context)),
    )
  program
    .command('start')
    .description('the lessons in your browser, beside a live broker')
    .option('--port <n>', 'the port to listen on', wholeNumber(1, 65_535))
    .action(async (options: { port?: number }) =>
      done(await (await import('./start.ts')).startCommand(options, context)),
    )
  program
    .command('watch')
    .description('grade an exercise after each save, on the whole terminal; none: the one that you edited last')
    .argument('[exercise]')
    .option('--auto', 'go on to the next exercise when one has passed')
    .option('--details', 'tell where the time went')
    .action(async (word: string | undefined, options: { auto?: boolean; details?: boolean }) =>
      done(await (await import('./watch.ts')).watchCommand(word, options, context)),
    )
  program
    .command('try')
    .description('run one of your programs by hand: npm run try 03 producer [arguments]')
    .argument('<exercise>')
    .argument('<program>')
    .argument('[arguments...]')
    .passThroughOptions()
    .action(async (exercise: string, name: string, args: string[]) =>
      done(await (await import('./try.ts')).tryProgram({ exercise, name, args }, context)),
    )
  program
    .command('doctor')
    .description('see what is here and what is lacking, and grade a solution as a trial')
    .option('--bundle <file>', 'write what was found to a file, to attach to a report')
    .action(async (options: { bundle?: string }) => done(await (await import('./doctor.ts')).doctor(options, context)))
  deskCommands(program, context, done)
  brokerCommands(program, context, done)
  keepersCommands(program, context, done)
  for (const command of program.commands.flatMap((one) => [one, ...one.commands])) command.exitOverride()
  return program
}

function brokerCommands(program: Command, context: CommandContext, done: (code: number) => void): void {
  const broker = program.command('broker').description('a broker to work with')
  const port = ['--port <n>', 'port of the broker', wholeNumber(1, 65_535)] as const
  broker
    .command('start', { isDefault: true })
    .description('start Kafka and ZooKeeper on this machine; they go on until `broker stop`')
    .option(...port)
    .addOption(new Option('--provider <name>', 'how it is run').choices(['container', 'embedded']))
    .action(async (options: { port?: number; provider?: WarmProvider }) =>
      done(await (await import('./broker.ts')).brokerStart(options, context)),
    )
  broker
    .command('status')
    .description('what runs, since when, with which topics')
    .action(async () =>
      done(await (await import('./broker.ts')).brokerStatus((line) => process.stdout.write(`${visible(line)}\n`))),
    )
  broker
    .command('stop')
    .description('end Kafka and ZooKeeper, and their topics with them')
    .action(async () => done(await (await import('./broker.ts')).brokerStop(context)))
  broker
    .command('logs')
    .description('print what Kafka and ZooKeeper wrote to their logs')
    .action(async () => done(await (await import('./broker.ts')).brokerLogs()))
  program
    .command('keep-containers', { hidden: true })
    .action(async () => (await import('./supervise.ts')).keepContainersOfParent())
  program
    .command('supervise', { hidden: true })
    .option(...port)
    .option('--keep')
    .option('--first <provider>')
    .action(async (options: { port?: number; keep?: boolean; first?: WarmProvider }) =>
      done(await (await import('./supervise.ts')).supervise(options, context)),
    )
}

function isBug(error: unknown): boolean {
  return !isWorkshopError(error) || error.exitCode === BUG
}

/** Tells an error to the right party and gives back the exit code. */
function tell(error: unknown, root: string): number {
  if (isWorkshopError(error) && !isBug(error)) {
    process.stderr.write(`\n${visible(error.message)}\n${visible(error.fix)}\n\n`)
    return error.exitCode
  }
  const text = error instanceof Error ? sourcePositions(error.stack ?? error.message, root) : String(error)
  const fix = isWorkshopError(error) ? `\n${error.fix}` : ''
  process.stderr.write(
    `\nThis is a bug in the checker, not in your programs.\n\n${text}${fix}\n\nPlease send this text to the keepers of the workshop.\n\n`,
  )
  return BUG
}
