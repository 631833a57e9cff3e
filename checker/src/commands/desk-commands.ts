import type { Command } from 'commander'
import type { CommandContext } from './context.ts'
import type { HintOptions } from './hint.ts'
import { wholeNumber } from './numbers.ts'
import type { ProgressOptions } from './progress.ts'
import type { ResetOptions } from './reset.ts'
import type { SolutionOptions } from './solution.ts'

/** For learners, beside check and try: what they have done, and what helps on. */
export function deskCommands(program: Command, context: CommandContext, done: (code: number) => void): void {
  const part = ['--part <n>', 'only this part', wholeNumber(1, 99)] as const
  const file = ['--program <name>', 'only this program, as worker or worker.ts'] as const
  program
    .command('explain')
    .description('draw the last graded run, of this exercise or of any: who did what, and where it went wrong')
    .argument('[exercise]')
    .option('--part <n>', 'only of this part', wholeNumber(1, 99))
    .option('--test <name>', 'of this test; a piece of its name will do')
    .option('--as-graded', 'the run itself, and not the smallest that shows the same')
    .option('--budget <s>', 'look for a smaller run for so many seconds (10)', wholeNumber(1, 600))
    .option('--html <file>', 'write a page for a browser instead')
    .option('--open', 'open that page')
    .action(async (word: string | undefined, options: object) =>
      done(await (await import('./explain.ts')).explainCommand(word, options, context)),
    )
  program
    .command('progress')
    .description('see what you have done, and where to go next')
    .option('--report <file>', 'write it as JSON, for programs; - is standard output')
    .option('--export <file>', 'write all that is recorded, to take it elsewhere; - is standard output')
    .option('--import <file>', 'add what --export wrote; nothing that is here is lost')
    .action(async (options: ProgressOptions) =>
      done(await (await import('./progress.ts')).progressCommand(options, context)),
    )
  program
    .command('hint')
    .description('get the next hint: of the exercise that was checked last, or of the one that you name')
    .argument('[exercise]')
    .option(...part)
    .option('--again', 'the last hint once more')
    .option('--all', 'all hints that you have had for this part')
    .action(async (word: string | undefined, options: HintOptions) =>
      done(await (await import('./hint.ts')).hintCommand(word, options, context)),
    )
  program
    .command('reset')
    .description('get the stubs of an exercise again; a copy of your programs is kept')
    .argument('<exercise>')
    .option(...part)
    .option(...file)
    .option('--yes', 'do not ask')
    .action(async (word: string, options: ResetOptions) =>
      done(await (await import('./reset.ts')).resetCommand(word, options, context)),
    )
  program
    .command('solution')
    .description('compare your programs with the solution, once their parts are passed')
    .argument('<exercise>')
    .option(...file)
    .option('--anyway', 'also before they are passed; your progress remembers it')
    .option('--plain', 'the solution alone')
    .action(async (word: string, options: SolutionOptions) =>
      done(await (await import('./solution.ts')).solutionCommand(word, options, context)),
    )
}
