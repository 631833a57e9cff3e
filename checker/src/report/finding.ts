import { FRAME_COLUMNS, box } from './box.ts'
import type { ExerciseResult, Finding, TestResult } from './schema.ts'
import { type Style, pensOf } from './style.ts'
import { columns, hanging, lines, withCode } from './text.ts'

/** Narrower, labels stand above what they label. */
const LABELS_BESIDE_FROM = 60

export interface FindingOptions {
  /** What grades the same run again. */
  readonly replay?: string | undefined
  /** What draws the run; told where the finding has a scene to draw. */
  readonly explain?: string | undefined
}

type Headline = NonNullable<ExerciseResult['headline']>

/** A finding in full: what was seen and expected, the belief behind it, where to read, how to replay. */
export function findingBox(finding: Headline, options: FindingOptions, style: Style): string[] {
  const { red, bold } = pensOf(style)
  const inner = style.width - FRAME_COLUMNS
  const pointers = pointersOf(finding, options)
  // A path or command is copied as one: where the frame is too narrow for it, it stands below, on a line that we don't break.
  const fit = pointers.every((pointer) => columns(pointerLine(pointer, style)) <= inner)
  const content = [
    ...lines(bold(finding.test), inner),
    '',
    ...labelled('Saw', withCode(finding.saw, style), inner, style),
    ...labelled('Expected', withCode(finding.expected, style), inner, style),
    ...beliefLines(finding, inner, style),
    ...(fit ? ['', ...pointers.map((pointer) => pointerLine(pointer, style))] : []),
  ]
  const below = fit ? [] : pointers.flatMap(([label, text]) => [` ${bold(label)}`, `   ${text}`])
  return [...box(`Part ${finding.part}`, content, style, red), ...below]
}

/** A finding in short: the test, what was seen, where to read. */
export function findingLines(test: TestResult & { finding: Finding }, style: Style): string[] {
  const { red, sign, dim } = pensOf(style)
  const { saw, expected, lesson } = test.finding
  return [
    ...hanging(` ${red(sign.failed)} `, `Part ${test.part}: ${test.name}`, style.width),
    ...hanging('   ', withCode(`saw ${saw}`, style), style.width),
    ...hanging('   ', withCode(`expected ${expected}`, style), style.width),
    `   ${dim(lesson)}`,
  ]
}

function beliefLines({ belief, believed, because }: Finding, width: number, style: Style): string[] {
  if (belief === undefined) return []
  const { bold, yellow } = pensOf(style)
  const [open, close] = style.unicode ? ['“', '”'] : ['"', '"']
  const title = believed ?? belief.replaceAll('-', ' ')
  return [
    '',
    ...lines(bold('The belief behind it'), width),
    ...lines(yellow(`${open}${title.replaceAll('`', '')}${close}`), width),
    ...(because === undefined ? [] : lines(withCode(because, style), width)),
  ]
}

function labelled(label: string, text: string, width: number, style: Style): string[] {
  const { bold } = pensOf(style)
  if (style.width < LABELS_BESIDE_FROM) return [bold(label), ...hanging('  ', text, width)]
  return hanging(bold(label.padEnd(10)), text, width)
}

type Pointer = readonly [label: string, text: string]

function pointersOf({ lesson, scene }: Finding, { replay, explain }: FindingOptions): Pointer[] {
  const picture = scene === undefined || explain === undefined ? [] : [['See it', explain] as const]
  return [['Read', lesson], ...picture, ...(replay === undefined ? [] : [['Replay', replay] as const])]
}

function pointerLine([label, text]: Pointer, style: Style): string {
  const { bold, cyan } = pensOf(style)
  return bold(style.width < LABELS_BESIDE_FROM ? `${label}  ` : label.padEnd(10)) + cyan(text)
}
