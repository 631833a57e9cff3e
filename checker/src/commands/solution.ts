import { catalog } from '../catalog/index.ts'
import { partsText } from '../learner/programs.ts'
import { openSolutions } from '../learner/solution.ts'
import { styleFor } from '../report/style.ts'
import type { CommandContext } from './context.ts'
import { renderDiff, renderPlain } from './render-solution.ts'

export interface SolutionOptions {
  readonly program?: string
  readonly anyway?: boolean
  readonly plain?: boolean
}

/** Shows the solution of the programs whose parts are passed, or of all that are asked for; gives back the exit code. */
export async function solutionCommand(
  word: string,
  options: SolutionOptions,
  context: CommandContext,
): Promise<number> {
  const exercise = catalog(context.root).find(word)
  const { open, closed } = await openSolutions(exercise, options, context)
  const style = styleFor(process.stdout, process.env)
  for (const solution of open) {
    process.stdout.write(
      options.plain ? renderPlain(exercise.id, solution, style) : renderDiff(exercise.id, solution, style),
    )
  }
  for (const { name, left } of closed) context.say(closedText(exercise.id, name, left))
  return open.length === 0 ? 1 : 0
}

function closedText(id: string, name: string, left: readonly number[]): string {
  const number = id.slice(0, 2)
  return [
    `The solution of ${name} opens when ${partsText(left)} ${left.length === 1 ? 'is' : 'are'} passed.`,
    `  npm run hint ${number} -- --part ${left[0]}   helps on`,
    `  npm run solution ${number} -- --program ${name.replace(/\.ts$/, '')} --anyway   opens it now`,
  ].join('\n')
}
