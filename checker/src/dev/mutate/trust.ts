import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Explained } from './explained.ts'
import type { Graded } from './grade.ts'
import { isAbout } from './explained.ts'
import { percentKilled, scoreOf } from './tables.ts'

const FILE = 'docs/trust.md'
const BEGIN = '<!-- generated: mutants -->'
const END = '<!-- end -->'
const HEAD = '# Why the verdicts can be trusted\n'
const SECTION = `
## Mutants that survive

\`npm run mutate\` changes the reference solutions by one mistake at a time, such as an \`await\` that is dropped or a key that is left out,
and grades each with the hidden tests on a real broker. Almost all of them fail. This table and this list are written by
\`npm run mutate -- --docs\`; what may survive, and why, stands in \`checker/mutants-that-survive.json\`.

${BEGIN}
${END}
`

/** Writes figures and explanations between the markers of `docs/trust.md`; makes page and section where they are not there. */
export function writePage(root: string, graded: readonly Graded[], explained: readonly Explained[]): void {
  const path = join(root, FILE)
  const page = existsSync(path) ? readFileSync(path, 'utf8') : HEAD
  const whole = page.includes(BEGIN) ? page : page + SECTION
  const begin = whole.indexOf(BEGIN) + BEGIN.length
  const end = whole.indexOf(END, begin)
  const text = `${figures(graded, explained)}\n\n${explanations(explained)}`
  writeFileSync(path, `${whole.slice(0, begin)}\n\n${text}\n\n${whole.slice(end)}`)
}

/** What is wrong when the page does not have the explanations as they are; of its figures nothing is asked, which each run brings. */
export function stalePage(root: string, explained: readonly Explained[]): string[] {
  const path = join(root, FILE)
  const page = existsSync(path) ? readFileSync(path, 'utf8') : ''
  return page.includes(`\n${explanations(explained)}\n\n${END}`)
    ? []
    : [`${FILE} does not explain what survives as it is: npm run mutate -- --docs`]
}

function figures(graded: readonly Graded[], explained: readonly Explained[]): string {
  const ids = [...new Set(graded.map(({ exercise }) => exercise.id))]
  const isAsRight = ({ exercise, mutant }: Graded) =>
    explained.some((entry) => entry.because === 'as right' && isAbout(entry, exercise.id, mutant))
  const counted = graded.filter((one) => !isAsRight(one))
  const rows = [...ids, 'all'].map((id) => {
    const own = counted.filter(({ exercise }) => id === 'all' || exercise.id === id)
    const { mutants, killed, named, survived } = scoreOf(own)
    return `| ${id} | ${mutants} | ${killed} | ${named} | ${survived} | ${percentKilled(scoreOf(own))}% |`
  })
  const head =
    '| exercise | mutants | killed | told a belief | survived | killed |\n| --- | --- | --- | --- | --- | --- |'
  return `${head}\n${rows.join('\n')}`
}

const HEADS = {
  'not graded': 'These are mistakes, and pass all the same:',
  'as right': 'These do all that the task asks, and do not count:',
} as const

function explanations(explained: readonly Explained[]): string {
  return (['not graded', 'as right'] as const)
    .map((because) => {
      const own = explained.filter((entry) => entry.because === because)
      return own.length === 0 ? '' : `${HEADS[because]}\n\n${own.map(entryText).join('\n')}`
    })
    .filter((text) => text !== '')
    .join('\n\n')
}

function entryText({ exercise, file, mutator, was, now, why }: Explained): string {
  const change = now === '' ? `without ${code(was)}` : `${code(was)} becomes ${code(now)}`
  return `- \`${exercise}/${file}\`, ${mutator}: ${change}. ${why}`
}

/** Code in Markdown, which may hold backticks itself. */
function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``
}
