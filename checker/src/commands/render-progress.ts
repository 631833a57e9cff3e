import { beliefNames, readBelief } from '../catalog/index.ts'
import { type NextStep, nextStep } from '../learner/progress/next-step.ts'
import type { BeliefSummary, ExerciseSummary, PartSummary } from '../learner/progress/summary.ts'
import { type Style, pensOf } from '../report/style.ts'
import { ends, hanging, visibleAll } from '../report/text.ts'

const MINUTE_MS = 60_000

export interface ProgressOptions {
  readonly root: string
  /** Recorded exercises that this workshop does not have. */
  readonly others: readonly string[]
}

/** What has been done, for people: each exercise, the parts of those under way, the beliefs, and where to go next. */
export function renderProgress(summaries: readonly ExerciseSummary[], options: ProgressOptions, style: Style): string {
  const { bold, dim } = pensOf(style)
  const sections = [
    [bold(' Your progress')],
    summaries.flatMap((summary) => exerciseLines(summary, style)),
    beliefLines(summaries, options.root, style),
    options.others.length === 0
      ? []
      : hanging(
          ' ',
          dim(`Recorded too, and not in this workshop: ${visibleAll(options.others, style).join(', ')}`),
          style.width,
        ),
    nextLines(nextStep(summaries), style),
    hanging(
      ' ',
      dim('Time is that from the first to the last check, without pauses of more than 15 minutes.'),
      style.width,
    ),
  ]
  return `\n${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')}\n`
}

function exerciseLines(summary: ExerciseSummary, style: Style): string[] {
  const { bold, green, yellow, dim, sign } = pensOf(style)
  const { exercise, status, attempts, activeMs, parts, solutionsSeen } = summary
  const mark = { passed: green(sign.passed), 'under-way': yellow(sign.skipped), 'not-started': dim(sign.notStarted) }[
    status
  ]
  const title = `${exercise.id.slice(0, 2)} ${visibleAll(exercise.title, style)}`
  const right = status === 'not-started' ? dim('not started') : pointsOf(summary)
  const head = ends(` ${mark} `, status === 'not-started' ? title : bold(title), right, style.width)
  if (attempts === 0) return head
  const facts = [
    `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`,
    ...(activeMs >= MINUTE_MS ? [durationOf(activeMs)] : []),
    ...(solutionsSeen.length > 0 ? [`solution seen before it passed: part ${solutionsSeen.join(', ')}`] : []),
  ]
  return [
    ...head,
    ...hanging('      ', dim(facts.join(` ${sign.dot} `)), style.width),
    ...(status === 'under-way' ? parts.flatMap((part) => partLines(part, style)) : []),
  ]
}

function partLines(part: PartSummary, style: Style): string[] {
  const { green, yellow, dim, sign } = pensOf(style)
  const mark = { passed: green(sign.passed), failed: yellow(sign.skipped), 'not-started': dim(sign.notStarted) }[
    part.status
  ]
  const name = `Part ${part.part}${part.bonus ? ' (bonus)' : ''}: ${visibleAll(part.title, style)}`
  const hints = part.hintsSeen > 0 ? `, ${part.hintsSeen} ${part.hintsSeen === 1 ? 'hint' : 'hints'}` : ''
  const right = part.status === 'not-started' ? 'not started' : pointsOf(part)
  return ends(`      ${mark} `, name, dim(right + hints), style.width)
}

function pointsOf({ points, maxPoints }: Pick<PartSummary, 'points' | 'maxPoints'>): string {
  if (maxPoints === null) return `${points} ${points === 1 ? 'point' : 'points'} so far`
  return `${points} of ${maxPoints} ${maxPoints === 1 ? 'point' : 'points'}`
}

function durationOf(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

function beliefLines(summaries: readonly ExerciseSummary[], root: string, style: Style): string[] {
  const { bold, green, yellow, sign } = pensOf(style)
  const met = summaries.flatMap(({ exercise, beliefs }) =>
    beliefs.map((belief) => ({ ...belief, number: exercise.id.slice(0, 2) })),
  )
  if (met.length === 0) return []
  const known = beliefNames(root)
  const titleOf = ({ belief }: BeliefSummary) =>
    known.includes(belief) ? readBelief(root, belief).title.replaceAll('`', '') : belief.replaceAll('-', ' ')
  const overcome = met.filter((belief) => belief.overcome !== null).length
  return [
    bold(` Beliefs: ${met.length} met, ${overcome} overcome`),
    ...met.flatMap((belief) => {
      const mark = belief.overcome === null ? yellow(sign.skipped) : green(sign.passed)
      return hanging(` ${mark} ${belief.number} `, visibleAll(titleOf(belief), style), style.width)
    }),
  ]
}

/** Paths and commands stand on lines of their own, to be copied. */
function nextLines(next: NextStep, style: Style): string[] {
  const { bold, cyan } = pensOf(style)
  if (next.kind === 'done') return hanging(' ', bold('All exercises are passed.'), style.width)
  const { id, title } = next.exercise
  const number = id.slice(0, 2)
  if (next.kind === 'exercise') {
    return [
      ...hanging(` ${bold('Next:')} `, `${number} ${visibleAll(title, style)}`, style.width),
      `   ${cyan(`lessons/${id}/lesson.md`)}`,
      `   ${cyan(`npm run check ${number}`)}`,
    ]
  }
  const { part } = next.part
  return [
    ...hanging(` ${bold('Next:')} `, `part ${part} of ${number}, ${visibleAll(next.part.title, style)}`, style.width),
    `   ${cyan(`npm run check ${number} -- --part ${part}`)}`,
    `   ${cyan(`npm run hint ${number}`)}`,
  ]
}
