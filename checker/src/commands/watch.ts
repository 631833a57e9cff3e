import { type Exercise, catalog, needsBroker } from '../catalog/index.ts'
import { UsageError } from '../errors/index.ts'
import { definitionOf } from '../grading/bundle.ts'
import { currentExercise } from '../learner/progress/next-step.ts'
import { keepGrading } from '../learner/progress/keep.ts'
import { loadProgress } from '../learner/progress/store.ts'
import { summarise } from '../learner/progress/summary.ts'
import { Watch } from '../learner/watch/watch.ts'
import { sweep } from '../runner/index.ts'
import type { CommandContext } from './context.ts'
import { paneKeys } from './watch-panes.ts'

/** Grades an exercise after each save, on the whole terminal; gives back the exit code when the learner quits. */
export async function watchCommand(
  word: string | undefined,
  { auto = false, details = false }: { auto?: boolean; details?: boolean },
  context: CommandContext,
): Promise<number> {
  const { root, bundle, signal, atEnd } = context
  const { stdin: input, stdout: output, env } = process
  if (!input.isTTY || !output.isTTY || env.TERM === 'dumb') throw noTerminal()
  const { exercises, find } = catalog(root)
  const exercise = word === undefined ? current(root, exercises) : find(word)
  const broker = needsBroker(await definitionOf(bundle, exercise), exercise, null)
  const deadRuns = await sweep(root)
  const watch = new Watch({
    ...{ root, bundle, env, signal, input, output, exercises, exercise, auto, details, deadRuns, broker },
    paneKeys: paneKeys(bundle),
    keep: (result, say) => keepGrading(result, { root, say }),
  })
  atEnd(() => watch.end())
  atEnd(async () => watch.leave())
  // What is said of a bug is to be read on the screen that stays.
  process.prependListener('uncaughtException', () => watch.leave())
  process.prependListener('unhandledRejection', () => watch.leave())
  const code = await watch.run()
  output.write(`${watch.lastWord}\n`)
  return code
}

function noTerminal(): UsageError {
  return new UsageError('watch needs a terminal for its keys and its screen, and this is none.', {
    code: 'no-terminal',
    fix: 'Grade once with npm run check, or run watch in a terminal, without a pipe.',
  })
}

/** The exercise that is under way, else the first that is not passed; where all are, the first. */
function current(root: string, exercises: readonly Exercise[]): Exercise {
  const found = currentExercise(summarise(exercises, loadProgress(root).progress))?.exercise ?? exercises[0]
  if (!found) throw new Error('there is no exercise')
  return found
}
