import type { Exercise } from '../../catalog/index.ts'
import { mark, resultSections } from '../../report/render.ts'
import { type Style, pensOf } from '../../report/style.ts'
import { hanging, lines, visibleAll } from '../../report/text.ts'
import type { Session } from './session.ts'

type Known = Pick<Session, 'exercise' | 'grading' | 'result' | 'trouble' | 'gradedAt' | 'tookMs' | 'phases'>

/** Wide enough that nothing wraps: whoever shows it cuts it. */
const ONE_LINE = 200

export interface BodyOptions {
  /** Where the time of the last grading went is said as well. */
  readonly details: boolean
  /** The exercise after this one. */
  readonly next: Exercise | undefined
}

/** The result as the screen has it: what is to be learnt from it first, then the parts with their tests. */
export function bodyOf(
  { exercise, result, trouble, phases }: Known,
  { details, next }: BodyOptions,
  style: Style,
): string[] {
  const { yellow, bold } = pensOf(style)
  const why = trouble && visibleAll({ message: trouble.message, fix: trouble.fix }, style)
  const ailing = why ? [...lines(yellow(why.message), style.width), '', ...lines(why.fix, style.width)] : []
  if (!result) return why ? ailing : taskLines(exercise, style)
  const name = exercise.id.slice(0, 2)
  const { parts, findings, notes } = resultSections(
    result,
    { replay: `npm run check ${name} -- --seed ${result.seed}` },
    style,
  )
  const onward =
    result.status === 'passed' && next
      ? lines(` ${bold('n')} goes on to ${next.id.slice(0, 2)}: ${next.title}`, style.width)
      : []
  const task = result.status === 'not-started' ? taskLines(exercise, style) : []
  const sections = [ailing, onward, task, findings, notes, ...parts, details ? phases : []]
  return sections.filter((section) => section.length > 0).flatMap((section) => [...section, ''])
}

function taskLines({ id }: Exercise, style: Style): string[] {
  return hanging(' ', `The task: exercises/${id}/README.md`, style.width)
}

/** What goes on, or the verdict, in one line. `said`: what the grader tells people while it grades. */
export function statusOf(session: Known, said: string | undefined, style: Style): string {
  const { grading, trouble } = session
  const { yellow, sign } = pensOf(style)
  if (grading.length > 0) return said ?? `Grading ${grading.length === 1 ? 'part' : 'parts'} ${grading.join(', ')}`
  return trouble && !session.result ? `${yellow(sign.fault)} Not graded.` : verdictOf(session, style)
}

/** The verdict in one line, with the time of day; empty while there is none. */
export function verdictOf(
  { result, gradedAt, tookMs }: Pick<Known, 'result' | 'gradedAt' | 'tookMs'>,
  style: Style,
): string {
  if (!result) return ''
  const { dim } = pensOf(style)
  const at = dim(gradedAt?.toTimeString().slice(0, 8) ?? '')
  if (result.status === 'not-started') return `${mark(result.status, style)} Not started yet. ${at}`
  const ms = tookMs === 0 ? result.ms : tookMs
  const [verdict = ''] = resultSections({ ...result, ms }, {}, { ...style, width: ONE_LINE }).verdict
  return `${verdict.trim()} ${at}`
}
