import { type Exercise, catalog } from '../catalog/index.ts'
import { definitionOf } from '../grading/bundle.ts'
import { chosenPrograms, partsText } from '../learner/programs.ts'
import { withExercise } from '../learner/progress/merge.ts'
import { loadProgress, updateProgress } from '../learner/progress/store.ts'
import { summarise } from '../learner/progress/summary.ts'
import { partsLeft, readSolution } from '../learner/solution.ts'
import { styleFor } from '../report/style.ts'
import type { CommandContext } from './context.ts'
import { notKeptText, unreadableText } from './progress-notes.ts'
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

/**
 * The solutions of programs whose parts are passed, or of all that are asked for `anyway`, which is remembered; and the programs
 * whose solution stays closed, with the parts that are left.
 */
export async function openSolutions(
  exercise: Exercise,
  options: Pick<SolutionOptions, 'program' | 'anyway'>,
  { root, bundle, say }: Pick<CommandContext, 'root' | 'bundle' | 'say'>,
) {
  const definition = await definitionOf(bundle, exercise)
  const names = chosenPrograms(exercise, definition, options)
  const { progress, unreadable } = loadProgress(root)
  for (const one of unreadable) say(unreadableText(one))
  const [summary] = summarise([exercise], progress)
  const asked = names.map((name) => ({ name, left: summary ? partsLeft(summary, definition, name) : [] }))
  const open = asked.filter(({ left }) => options.anyway || left.length === 0)
  const closed = asked.filter((one) => !open.includes(one))
  await remember(exercise, [...new Set(open.flatMap(({ left }) => left))], { root, say })
  return { open: open.map(({ name }) => readSolution(root, exercise, name)), closed }
}

function closedText(id: string, name: string, left: readonly number[]): string {
  const number = id.slice(0, 2)
  return [
    `The solution of ${name} opens when ${partsText(left)} ${left.length === 1 ? 'is' : 'are'} passed.`,
    `  npm run hint ${number} -- --part ${left[0]}   helps on`,
    `  npm run solution ${number} -- --program ${name.replace(/\.ts$/, '')} --anyway   opens it now`,
  ].join('\n')
}

/** That a solution was seen before its parts were passed; the first time counts. */
async function remember(
  exercise: Exercise,
  parts: readonly number[],
  { root, say }: Pick<CommandContext, 'root' | 'say'>,
): Promise<void> {
  if (parts.length === 0) return
  const now = new Date().toISOString()
  try {
    const { unreadable } = await updateProgress(root, (progress) =>
      withExercise(progress, exercise.slug, (before) => ({
        ...before,
        solutions: { ...Object.fromEntries(parts.map((part) => [String(part), now])), ...before.solutions },
      })),
    )
    for (const one of unreadable) say(unreadableText(one))
  } catch (error) {
    say(notKeptText(error))
  }
}
