import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Exercise, catalog, foldersOf, needsBroker } from '../catalog/index.ts'
import { UsageError } from '../errors/index.ts'
import { definitionOf } from '../grading/bundle.ts'
import { Watch } from '../learner/watch/watch.ts'
import { sweep } from '../runner/index.ts'
import type { CommandContext } from './context.ts'

/** Grades an exercise after each save, on the whole terminal; gives back the exit code when the learner quits. */
export async function watchCommand(
  word: string | undefined,
  { auto = false, details = false }: { auto?: boolean; details?: boolean },
  { root, bundle, signal, atEnd }: CommandContext,
): Promise<number> {
  const { stdin: input, stdout: output, env } = process
  if (!input.isTTY || !output.isTTY || env.TERM === 'dumb') throw noTerminal()
  // Rolldown, which compiles the hidden tests, else takes 40 MB of huge pages and uses a tenth of them.
  env.MIMALLOC_ARENA_EAGER_COMMIT ??= '0'
  const { exercises, find } = catalog(root)
  const exercise = word === undefined ? lastEdited(root, exercises) : find(word)
  const broker = needsBroker(await definitionOf(bundle, exercise), exercise, null)
  const deadRuns = await sweep(root)
  const watch = new Watch({
    root,
    bundle,
    env,
    signal,
    input,
    output,
    exercises,
    exercise,
    auto,
    details,
    deadRuns,
    broker,
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

/** The exercise of which a program was written last; in a fresh checkout the first. */
function lastEdited(root: string, exercises: readonly Exercise[]): Exercise {
  const [first] = exercises
  if (!first) throw new Error('there is no exercise')
  // A checkout writes all files within a second or two.
  const editedAt = exercises.map(({ id }) => Math.floor(newest(foldersOf(root, id).exercise) / 10_000))
  return exercises[editedAt.indexOf(Math.max(...editedAt))] ?? first
}

function newest(folder: string): number {
  const times = readdirSync(folder).map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0)
  return Math.max(0, ...times)
}
