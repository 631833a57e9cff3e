import { type Exercise, catalog, readBelief, readHints } from '../catalog/index.ts'
import { UsageError } from '../errors/index.ts'
import { type Hint, type HintChoice, chooseHint } from '../learner/hints.ts'
import { refuseUnknownPart } from '../learner/programs.ts'
import { currentExercise } from '../learner/progress/next-step.ts'
import { keepHint } from '../learner/progress/keep.ts'
import { unreadableText } from '../learner/progress/notes.ts'
import { loadProgress } from '../learner/progress/store.ts'
import { summarise } from '../learner/progress/summary.ts'
import type { Progress } from '../learner/progress/state.ts'
import { type Style, pensOf, styleFor } from '../report/style.ts'
import { hanging, visibleAll } from '../report/text.ts'
import type { CommandContext } from './context.ts'
import { markdownLines } from './render-markdown.ts'

export interface HintOptions {
  readonly part?: number
  readonly again?: boolean
  readonly all?: boolean
}

/** Shows the next hint, or those that were shown, and remembers it; gives back the exit code. */
export async function hintCommand(
  word: string | undefined,
  options: HintOptions,
  context: CommandContext,
): Promise<number> {
  const { root, say } = context
  if (options.again && options.all)
    throw new UsageError('--again and --all exclude each other.', { code: 'again-and-all', fix: 'Give one of them.' })
  const { progress, unreadable } = loadProgress(root)
  for (const one of unreadable) say(unreadableText(one))
  const style = styleFor(process.stdout, process.env)
  const print = (lines: readonly string[]) => process.stdout.write(`\n${lines.join('\n')}\n\n`)
  const exercise = word === undefined ? currentIn(root, progress) : catalog(root).find(word)
  if (!exercise) {
    print([' All exercises are passed: there is nothing left to hint at.'])
    return 0
  }
  if (options.part !== undefined) refuseUnknownPart(exercise.id, exercise.parts.length, options.part)
  const choice = chooseHint(exercise, readHints(root, exercise.id), progress, options.part)
  if (!choice) {
    print([
      ` All parts of ${exercise.id} are passed. For a hint all the same, name a part:`,
      `   npm run hint ${exercise.id.slice(0, 2)} -- --part N`,
    ])
    return 0
  }
  const shown = hintsToShow(choice, options)
  print([...renderHints(exercise, choice, shown, root, style), ...tailLines(exercise, choice, shown, style)])
  if (choice.next && shown.includes(choice.next)) await keepHint(exercise, choice.next, context)
  return 0
}

/** The part with hints of it, for people. */
export function renderHints(
  exercise: Exercise,
  choice: HintChoice,
  shown: readonly Hint[],
  root: string,
  style: Style,
): string[] {
  return [...headLines(exercise, choice, style), ...shown.flatMap((hint) => hintLines(hint, root, style))]
}

function currentIn(root: string, progress: Progress): Exercise | undefined {
  return currentExercise(summarise(catalog(root).exercises, progress))?.exercise
}

/** The next one; again the last that was shown; all that were. Where all were shown, the last one again. */
function hintsToShow({ seen, next }: HintChoice, { again, all }: HintOptions): readonly Hint[] {
  if (all) return seen
  const last = seen.at(-1)
  if (again || !next) return last ? [last] : next ? [next] : []
  return [next]
}

function headLines({ id, parts }: Exercise, { part }: HintChoice, style: Style): string[] {
  const { bold } = pensOf(style)
  const { title = '', bonus = false } = parts.find(({ number }) => number === part) ?? {}
  const name = `Part ${part}${bonus ? ' (bonus)' : ''}: ${visibleAll(title, style)}`
  return hanging(` ${bold(id.slice(0, 2))} `, bold(name), style.width)
}

function hintLines(hint: Hint, root: string, style: Style): string[] {
  const { yellow, dim } = pensOf(style)
  const [open, close] = style.unicode ? ['“', '”'] : ['"', '"']
  const about =
    hint.belief === undefined
      ? []
      : hanging(' ', yellow(`${open}${readBelief(root, hint.belief).title.replaceAll('`', '')}${close}`), style.width)
  return [
    '',
    ...about,
    ` ${dim(`Hint ${hint.number} of ${hint.of}`)}`,
    ...markdownLines(hint.text, style).map((line) => ` ${line}`.trimEnd()),
  ]
}

function tailLines(
  { id }: Exercise,
  { next, seen, lesson, part }: HintChoice,
  shown: readonly Hint[],
  style: Style,
): string[] {
  const { cyan } = pensOf(style)
  const number = id.slice(0, 2)
  const isLast = !next || (shown.includes(next) && next.list.startsWith('part:') && next.number === next.of)
  if (shown.length === 0)
    return [
      '',
      ...hanging(' ', 'No hint of this part was shown yet. The first:', style.width),
      `   ${cyan(`npm run hint ${number} -- --part ${part}`)}`,
    ]
  if (!isLast)
    return [
      '',
      ...hanging(
        ' ',
        seen.length === 0 ? 'Try it first. There is more where this came from:' : 'The next one:',
        style.width,
      ),
      `   ${cyan(`npm run hint ${number} -- --part ${part}`)}`,
    ]
  return [
    '',
    ...hanging(' ', 'That is the last hint. Read, or look at the solution:', style.width),
    `   ${cyan(visibleAll(lesson ?? `lessons/${id}/lesson.md`, style))}`,
    `   ${cyan(`npm run solution ${number} -- --anyway`)}`,
  ]
}
