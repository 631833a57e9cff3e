import { readFileSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Belief, foldersOf, readBelief } from '../../catalog/index.ts'
import { counted } from '../../grading/words.ts'
import { findingBox } from '../../report/finding.ts'
import { type Style, pensOf } from '../../report/style.ts'
import { hanging, lines, visibleAll, withCode } from '../../report/text.ts'
import { type DiffLine, differenceOf, inShort, withoutComments } from './difference.ts'
import { type Exhibit, nameOf } from './exhibits.ts'
import { type Crossing, pairCount } from './pairs.ts'

export interface Room {
  readonly root: string
  readonly style: Style
}

const NOT_GRADED = 'not graded yet: npm run verify -- --docs'

/** All of them, exercise by exercise and belief by belief: what each shows, and the test that catches it. */
export function listOf(exhibits: readonly Exhibit[], { root, style }: Room): string[] {
  const { bold, dim } = pensOf(style)
  const exercises = [...new Set(exhibits.map(({ exercise }) => exercise))]
  const beliefs = new Set(exhibits.map(({ belief }) => belief))
  const first = exhibits[0]
  return [
    ...exercises.flatMap((exercise) => {
      const own = exhibits.filter((exhibit) => exhibit.exercise === exercise)
      const head = `${exercise.title}: ${counted(own.length, 'wrong program')}`
      return [
        ...hanging(` ${bold(exercise.id.slice(0, 2))} `, bold(head), style.width),
        '',
        ...[...new Set(own.map(({ belief }) => belief))].flatMap((belief) => [
          ...beliefLine(readBelief(root, belief), style),
          ...own.filter((exhibit) => exhibit.belief === belief).flatMap((exhibit) => symptomOf(exhibit, style)),
          '',
        ]),
      ]
    }),
    ` ${bold(`${counted(exhibits.length, 'wrong program')}, ${counted(beliefs.size, 'belief')}.`)}`,
    ...(first ? hanging(' ', dim(`One beside the solution: npm run museum ${nameOf(first)}`), style.width) : []),
  ]
}

/** One of them: its difference to the solution, and what it is told. */
export function oneOf(exhibit: Exhibit, { root, style }: Room): string[] {
  const { bold, dim } = pensOf(style)
  const { exercise, folder, caught, belief } = exhibit
  const { title, lesson } = readBelief(root, belief)
  const solution = foldersOf(root, exercise.id).solution
  const finding = caught && { ...visibleAll({ ...caught, belief, believed: title, lesson }, style) }
  return [
    ...hanging(` ${bold(exercise.id.slice(0, 2))} `, bold(nameOf(exhibit)), style.width),
    ...lines(dim(relative(root, folder)), style.width - 1).map((line) => ` ${line}`),
    '',
    ...readdirSync(folder)
      .sort()
      .flatMap((file) => [
        ...hanging(' ', `${bold(file)}, beside the solution without its comments`, style.width),
        '',
        ...inShort(differenceOf(withoutComments(textOf(solution, file)), textOf(folder, file).trim().split('\n'))).map(
          (line) => diffLine(visibleAll(line, style), style),
        ),
        '',
      ]),
    ...(finding ? findingBox(finding, {}, style) : [` ${NOT_GRADED}`]),
  ]
}

/** The tests at which several beliefs show, and a program for each that they tell apart. */
export function pairsOf(crossings: readonly Crossing[], { root, style }: Room): string[] {
  const { bold, dim } = pensOf(style)
  return [
    ...crossings.flatMap(({ exercise, part, test, exhibits }) => [
      ...hanging(` ${bold(exercise.id.slice(0, 2))} `, bold(`Part ${part}: ${test}`), style.width),
      ...exhibits.flatMap((exhibit) => [
        ...beliefLine(readBelief(root, exhibit.belief), style),
        ...hanging('     ', dim(nameOf(exhibit)), style.width),
      ]),
      '',
    ]),
    ` ${bold(`${counted(pairCount(crossings), 'pair')} of beliefs at ${counted(crossings.length, 'test')}.`)}`,
  ]
}

function beliefLine({ name, title }: Belief, style: Style): string[] {
  const { yellow, dim } = pensOf(style)
  const [open, close] = style.unicode ? ['“', '”'] : ['"', '"']
  const believed = visibleAll(title, style).replaceAll('`', '')
  return hanging('   ', `${yellow(`${open}${believed}${close}`)}  ${dim(name)}`, style.width)
}

function symptomOf({ variant, caught }: Exhibit, style: Style): string[] {
  const { bold, dim, red, sign } = pensOf(style)
  const shown = visibleAll(caught, style)
  return [
    ...hanging('     ', bold(variant), style.width),
    ...hanging('       saw ', withCode(shown?.saw ?? NOT_GRADED, style), style.width),
    ...(shown ? hanging(`       ${red(sign.failed)} `, dim(`Part ${shown.part}: ${shown.test}`), style.width) : []),
  ]
}

/** Not wrapped: whoever reads code wants its lines. */
function diffLine(line: DiffLine | undefined, style: Style): string {
  const { red, green, dim } = pensOf(style)
  if (!line) return dim(style.unicode ? '   ⋮' : '   ...')
  const text = ` ${line.mark} ${line.text}`.trimEnd()
  return { '-': red, '+': green, ' ': (plain: string) => plain }[line.mark](text)
}

function textOf(folder: string, file: string): string {
  return readFileSync(join(folder, file), 'utf8')
}
