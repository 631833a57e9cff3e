import { type FindingOptions, findingBox, findingLines } from './finding.ts'
import { FRAME_COLUMNS, box } from './box.ts'
import { bonusOf, pointsOf } from './points.ts'
import type { ExerciseResult, Finding, PartResult, TestResult } from './schema.ts'
import { type Style, pensOf } from './style.ts'
import { ends, hanging, lines, visibleAll, withCode } from './text.ts'

export interface RenderOptions extends FindingOptions {
  /** Every finding in full, and what the run was made with. */
  readonly details?: boolean
  /** More lines for `details`, e.g. why providers of brokers were passed over. */
  readonly more?: readonly string[]
}

/**
 * The result of one exercise for people, as lines that end in a line feed: parts with their tests, the finding to show
 * first in a frame, further findings in short, notes, and the verdict. No line is wider than the style, but for a path or
 * command that would be broken: it is copied as one. Whatever the learner's programs wrote, no control character is in it.
 */
export function renderResult(result: ExerciseResult, options: RenderOptions, style: Style): string {
  const { head, parts, findings, notes, details, verdict } = resultSections(result, options, style)
  return `\n${[head, ...parts, findings, notes, details, verdict]
    .filter((section) => section.length > 0)
    .map((section) => `${section.join('\n')}\n`)
    .join('\n')}\n`
}

/** The lines that `renderResult` puts together, for who has another place for them; a section of which there is nothing is empty. */
export function resultSections(result: ExerciseResult, options: RenderOptions, style: Style) {
  const safe = visibleAll(result, style)
  return {
    head: header(safe, style),
    parts: safe.parts.map((part) =>
      part.status === 'not-started' ? firstStepLines(part, safe, style) : partLines(part, safe.tests, style),
    ),
    findings: safe.status === 'ungradable' ? faultBox(safe, options, style) : findings(safe, options, style),
    notes: safe.notes.flatMap((note) => hanging(' Note: ', withCode(note, style), style.width)),
    details: options.details ? detailLines(safe, options.more ?? [], style) : [],
    verdict: verdict(safe, style),
  } as const
}

/** One line for each exercise, for a check of several. */
export function renderSummary(results: readonly ExerciseResult[], style: Style): string {
  const { bold } = pensOf(style)
  const rows = results.flatMap((result) => {
    const { id, status, points, maxPoints } = visibleAll(result, style)
    return ends(
      ` ${mark(status, style)} `,
      id,
      status === 'ungradable' ? 'not graded' : pointsOf(points, maxPoints),
      style.width,
    )
  })
  const passed = results.filter(({ status }) => status === 'passed').length
  return `${rows.join('\n')}\n\n ${bold(`${passed} of ${results.length} exercises passed.`)}\n\n`
}

function header({ id, title, seed, versions }: ExerciseResult, style: Style): string[] {
  const { bold, dim, sign } = pensOf(style)
  const kafka =
    versions.broker === null
      ? 'no Kafka'
      : `Kafka ${versions.broker}${versions.provider === null ? '' : `, ${versions.provider}`}`
  return [
    ...hanging(` ${bold(numberOf(id))} `, bold(title), style.width),
    ...hanging(' ', dim(`seed ${seed} ${sign.dot} ${kafka} ${sign.dot} Node ${versions.node}`), style.width),
  ]
}

function numberOf(id: string): string {
  return /^\d+/.exec(id)?.[0] ?? id
}

function partLines(part: PartResult, tests: readonly TestResult[], style: Style): string[] {
  const right = part.status === 'ungradable' ? 'not graded' : pointsOf(part.points, part.maxPoints)
  return [
    ...partHead(part, right, style),
    ...tests.filter((test) => test.part === part.part).flatMap((test) => testLines(test, style)),
  ]
}

/** What to begin with; below the first such part of a result also that the stub has to go. */
function firstStepLines(part: PartResult, { parts }: ExerciseResult, style: Style): string[] {
  const first = withCode(part.firstStep ?? 'read the task.', style)
  const then = withCode('delete the call of `notWritten()`. Until then nothing is graded.', style)
  const isFirst = parts.find(({ status }) => status === 'not-started') === part
  return [
    ...partHead(part, 'not started', style),
    ...hanging('   First: ', first, style.width),
    ...(isFirst ? hanging('   Then:  ', then, style.width) : []),
  ]
}

function partHead({ part, title, bonus, status }: PartResult, right: string, style: Style): string[] {
  const { bold } = pensOf(style)
  const name = `Part ${part}${bonus ? ' (bonus)' : ''}: ${title}`
  return ends(` ${mark(status, style)} `, bold(name), right, style.width)
}

function testLines({ name, status, ms, detail }: TestResult, style: Style): string[] {
  const { red, green, yellow, dim, sign } = pensOf(style)
  const pen = {
    pass: green(sign.passed),
    fail: red(sign.failed),
    skipped: dim(sign.skipped),
    error: yellow(sign.fault),
  }[status]
  const row = ends(`   ${pen} `, name, status === 'skipped' ? '' : dim(`${Math.round(ms)} ms`), style.width)
  if (detail === undefined) return row
  return [...row, ...hanging('     ', dim(detail), style.width)]
}

/** The headline in full, and what else was found, each thing once. */
function findings(result: ExerciseResult, options: RenderOptions, style: Style): string[] {
  const { bold } = pensOf(style)
  const first = result.headline
  if (!first) return []
  const seen = new Set(reasonsOf(first))
  const further = result.tests.filter((test): test is TestResult & { finding: Finding } => {
    if (!test.finding || (test.name === first.test && test.part === first.part)) return false
    if (options.details) return true
    const reasons = reasonsOf(test.finding)
    const known = reasons.some((reason) => seen.has(reason))
    for (const reason of reasons) seen.add(reason)
    return !known
  })
  const rest = further.flatMap((test) =>
    options.details
      ? [
          '',
          ...findingBox(
            { ...test.finding, test: test.name, part: test.part },
            { ...options, replay: undefined, explain: undefined },
            style,
          ),
        ]
      : ['', ...findingLines(test, style)],
  )
  return [
    ...findingBox(first, options, style),
    ...(rest.length > 0 ? ['', bold(' Found as well'), ...rest.slice(options.details ? 1 : 0)] : []),
  ]
}

/** One belief seen by several tests is one thing to learn, and so is one cause (a program that is not there). */
function reasonsOf({ belief, saw, expected }: Finding): string[] {
  return [`${saw}\n${expected}`, ...(belief === undefined ? [] : [belief])]
}

function faultBox({ fault, runFolder }: ExerciseResult, { replay }: RenderOptions, style: Style): string[] {
  const { yellow } = pensOf(style)
  const inner = style.width - FRAME_COLUMNS
  const content = [
    ...lines('This could not be graded, and that is not the fault of your programs.', inner),
    '',
    ...lines(fault ?? 'It is not known why.', inner),
    '',
    ...lines(
      'Run the check again. If it stays like this, send the folder of the run to those who keep the workshop:',
      inner,
    ),
  ]
  return [
    ...box('Not graded', content, style, yellow),
    ` ${runFolder ?? 'no folder'}`,
    ...(replay === undefined ? [] : [` ${replay}`]),
  ]
}

function detailLines(
  { versions, runFolder, programHash, ms }: ExerciseResult,
  more: readonly string[],
  style: Style,
): string[] {
  const { bold } = pensOf(style)
  const rows: [string, string][] = [
    ['Run', runFolder ?? 'none'],
    ['Programs', `SHA-256 ${programHash.slice(0, 16)}`],
    ['Checker', `${versions.checker}, Node ${versions.node}`],
    ['Took', `${Math.round(ms)} ms`],
  ]
  const shown = rows.flatMap(([label, text]) => hanging(` ${label.padEnd(10)}`, text, style.width))
  return [bold(' Details'), ...shown, ...more.flatMap((line) => hanging(' ', visibleAll(line, style), style.width))]
}

function verdict({ status, points, maxPoints, ms, id, parts }: ExerciseResult, style: Style): string[] {
  const { bold, green, red, yellow, dim } = pensOf(style)
  const score = `${pointsOf(points, maxPoints)}${bonusOf(parts)} in ${(ms / 1_000).toFixed(1)} s`
  const head = ` ${mark(status, style)} `
  switch (status) {
    case 'passed':
      return hanging(head, `${bold(green('Passed'))}: ${score}.`, style.width)
    case 'failed':
      return hanging(head, `${bold(red('Not yet'))}: ${score}.`, style.width)
    case 'not-started':
      return [
        ...hanging(
          head,
          `${bold('Not started yet')}. Begin with part ${parts[0]?.part ?? 1}; the task is in`,
          style.width,
        ),
        `   ${dim(`exercises/${id}/README.md`)}`,
      ]
    case 'ungradable':
      return hanging(head, `${bold(yellow('Not graded'))}: no attempt is lost.`, style.width)
  }
}

/** The sign of a status, in its colour. */
export function mark(status: ExerciseResult['status'], style: Style): string {
  const { red, green, yellow, dim, sign } = pensOf(style)
  return {
    passed: green(sign.passed),
    failed: red(sign.failed),
    'not-started': dim(sign.notStarted),
    ungradable: yellow(sign.fault),
  }[status]
}
