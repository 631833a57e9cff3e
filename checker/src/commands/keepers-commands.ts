import { type Command, Option } from 'commander'
import { LOAD_SHARES } from '../dev/trust/turns.ts'
import { MAX_SEED } from '../grading/seed.ts'
import type { CommandContext } from './context.ts'
import { wholeNumber } from './numbers.ts'
import type { TrustCommandOptions } from './trust.ts'
import type { VerifyCommandOptions } from './verify.ts'

/** For those who keep the workshop: what proves it, and what makes it grow. */
export function keepersCommands(program: Command, context: CommandContext, done: (code: number) => void): void {
  program
    .command('verify')
    .description('prove the workshop: trees, lessons, solutions, and which wrong program is named by which belief')
    .argument('[exercise...]')
    .option('--seed <n>', 'the first seed', wholeNumber(0, MAX_SEED))
    .option('--seeds <n>', 'only correct programs, with so many seeds each', wholeNumber(1, 1_000))
    .option('--wrong-seeds <n>', 'wrong programs too, with so many seeds each (1)', wholeNumber(1, 1_000))
    .option('--sandbox', 'run the programs in bubblewrap')
    .option('--docs', 'keep how wrong programs are caught, and write docs/misconceptions.md')
    .action(async (words: string[], options: VerifyCommandOptions) =>
      done(await (await import('./verify.ts')).verifyCommand(words, options, context)),
    )
  program
    .command('museum')
    .description(
      'show the wrong programs: what each believes, what its owner sees, which test catches it; one, as a diff',
    )
    .argument('[name...]', 'an exercise, a belief, a program, or several that narrow it')
    .option('--pairs', 'the tests that fail for different beliefs')
    .action(async (words: string[], options: { pairs?: boolean }) =>
      done((await import('./museum.ts')).museumCommand(words, options, context)),
    )
  program
    .command('trust')
    .description(
      'grade every correct program again and again, half of the times under load: is any told that it is wrong?',
    )
    .argument('[exercise...]')
    .option('--runs <n>', 'so many gradings of each program on each provider (200)', wholeNumber(2, 10_000))
    .option('--seed <n>', 'the first seed', wholeNumber(0, MAX_SEED))
    .addOption(
      new Option('--load <share>', 'how many of them on a machine that is kept busy (half)').choices(LOAD_SHARES),
    )
    .addOption(new Option('--provider <name>', 'only this one').choices(['embedded', 'container']))
    .option('--resume', 'go on with the latest measurement')
    .option('--docs', 'write the table into docs/trust.md')
    .action(async (words: string[], options: TrustCommandOptions) =>
      done(await (await import('./trust.ts')).trustCommand(words, options, context)),
    )
  program
    .command('mutate')
    .description('prove the hidden tests: solutions with one mistake each, and which of them pass all the same')
    .argument('[exercise...]')
    .option('--mutator <name>', 'only mistakes of this kind')
    .option('--file <name>', 'only this program, e.g. worker.ts')
    .option('--seed <n>', 'the seed of all gradings', wholeNumber(0, MAX_SEED))
    .option('--list', 'print the mutants and grade none')
    .option('--docs', 'write what survives, and why, into docs/trust.md')
    .action(async (words: string[], options: object) =>
      done(await (await import('./mutate.ts')).mutateCommand(words, options, context)),
    )
  authorsCommands(program, context, done)
}

/** For those who write exercises, and measure. */
function authorsCommands(program: Command, context: CommandContext, done: (code: number) => void): void {
  program
    .command('new-exercise')
    .description('write the folders of a new exercise, from an example that works: npm run new-exercise 14-topic')
    .argument('<name...>')
    .action(async (words: string[]) => done((await import('./new-exercise.ts')).newExerciseCommand(words, context)))
  program
    .command('pictures')
    .description("take the README's pictures of the terminal anew, from real checks")
    .action(async () => done(await (await import('./pictures.ts')).picturesCommand(context)))
  program
    .command('bench')
    .description('measure what the workshop promises')
    .option('--runs <n>', 'how often', wholeNumber(1, 100))
    .action(async (options: { runs?: number }) =>
      done(await (await import('./bench.ts')).benchCommand(options, context)),
    )
}
