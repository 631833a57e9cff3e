import type { Solution } from '../learner/solution.ts'
import { type Style, pensOf } from '../report/style.ts'
import { hanging, visibleAll } from '../report/text.ts'

/** The learner's program beside the solution: their lines with `-`, its lines with `+`, and some of both around them. */
export function renderDiff(id: string, solution: Solution, style: Style): string {
  const { bold, dim, red, green } = pensOf(style)
  const { name, hunks } = solution
  if (!hunks) return renderPlain(id, solution, style, `You have no ${name}. The whole solution:`)
  if (hunks.length === 0) return `\n ${bold(`${name}: yours is the solution, line by line.`)}\n\n`
  const head = [
    ...hanging(' ', bold(name), style.width),
    ` ${red(`- exercises/${id}/${name}`)}`,
    ` ${green(`+ solutions/${id}/${name}`)}`,
  ]
  const body = hunks.flatMap(({ lines, newStart }) => [
    '',
    dim(` line ${newStart}`),
    ...lines.filter((line) => !line.startsWith('\\')).flatMap((line) => diffLine(line, style)),
  ])
  return `\n${[...head, ...body].join('\n')}\n\n`
}

/** The solution alone. */
export function renderPlain(id: string, { name, code }: Solution, style: Style, note?: string): string {
  const { bold } = pensOf(style)
  const head = [
    ...(note === undefined ? [] : hanging(' ', note, style.width)),
    ...hanging(' ', bold(`solutions/${id}/${name}`), style.width),
  ]
  const body = code
    .trimEnd()
    .split('\n')
    .flatMap((line) => codeLine('  ', line, style))
  return `\n${[...head, '', ...body].join('\n')}\n\n`
}

function diffLine(line: string, style: Style): string[] {
  const { red, green } = pensOf(style)
  const mark = line.charAt(0)
  const paint = mark === '-' ? red : mark === '+' ? green : (text: string) => text
  return codeLine(` ${mark} `, line.slice(1), style).map((piece) => paint(piece))
}

/** A line that is too long goes on below, a little further in. */
function codeLine(margin: string, line: string, style: Style): string[] {
  const text = visibleAll(line, style)
  const indent = /^ */.exec(text)?.[0].slice(0, style.width / 2) ?? ''
  const [first = '', ...rest] = hanging(margin + indent, text.trimStart(), style.width - 2)
  return [first.trimEnd(), ...rest.map((piece) => `${margin}${indent}  ${piece.trimStart()}`)]
}
