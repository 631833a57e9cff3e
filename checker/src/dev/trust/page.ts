import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../../errors/index.ts'
import { visible } from '../../report/visible.ts'
import { type Stretch, gradingsOf, gradingsOfProgram, stretchesIn } from './stretch.ts'
import { faultsOf, outcomeOf, tableOf } from './table.ts'

export const PAGE = join('docs', 'trust.md')

/** Between them stands what the command writes; all else on the page is written by hand. */
const BEGIN = '<!-- generated: runs -->'
const END = '<!-- end of generated: runs -->'

const NEW_PAGE = `# Trust

How often the checker is right about programs that are. Every reference solution and every correct program in another style
(\`checker/hidden/*/right/\`) is graded again and again, each time with another seed, half of the times while the machine is kept busy.

## Runs

${BEGIN}
${END}
`

/** Throws `UsageError` when the page has no place for what is measured: said before hours of work. */
export function refusePageWithoutPlace(root: string): void {
  replaced(pageOf(root), '')
}

/** Writes the table of all that is kept into the page, and leaves all else on it as it is. */
export function writePage(root: string): void {
  writeFileSync(join(root, PAGE), replaced(pageOf(root), section(stretchesIn(root))))
}

/** The page with another text between the two marks. */
export function replaced(page: string, text: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (begin < 0 || end < begin)
    throw new UsageError(`${PAGE} has no place for the runs.`, {
      code: 'no-place-on-page',
      fix: `Put these two lines where they are to stand:\n${BEGIN}\n${END}`,
    })
  return `${page.slice(0, begin)}${BEGIN}\n${text}${page.slice(end)}`
}

/** All stretches as Markdown. */
export function section(stretches: readonly Stretch[]): string {
  const gradings = stretches.flatMap(gradingsOf)
  const [heads = [], ...rows] = tableOf(gradings)
  const faults = faultsOf(gradings)
  return `
${outcomeOf(gradings)}

${[heads, heads.map((_, column) => (column < 2 ? '---' : '---:')), ...rows].map((cells) => `| ${cells.map(inCell).join(' | ')} |`).join('\n')}

${faults.length === 0 ? 'Nothing failed.' : faults.map((fault) => `- ${inCell(fault)}`).join('\n')}

These were measured in ${stretches.length === 1 ? 'one stretch' : `${stretches.length} stretches`}:

${stretches.map(lineOf).join('\n')}

`
}

function lineOf(stretch: Stretch): string {
  const { date, commit, command, seed, machine, load, missing, mended = {} } = stretch
  const of = commit === null ? '' : ` of commit ${commit}`
  return (
    `- ${date}, ${gradingsOf(stretch).length} gradings${of} with \`${command}\`, seed ${seed}: ${inCell(machine.join(', '))}. ` +
    `Load average: ${load}.${missing.map((why) => ` Not measured: ${inCell(why)}`).join('')}` +
    Object.entries(mended)
      .map(([program, why]) => ` Not counted: ${inCell(notCounted(stretch, program))}. ${inCell(why)}`)
      .join('')
  )
}

function notCounted(stretch: Stretch, program: string): string {
  const gradings = gradingsOfProgram(stretch, program)
  const wrong = gradings.filter(({ verdict }) => verdict === 'wrong').length
  return `${gradings.length} gradings of ${program}, ${wrong} of them wrong verdicts`
}

/** Text of programs and brokers, as Markdown that cannot become anything else. */
function inCell(text: string): string {
  return visible(text)
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]<>|]/g, '\\$&')
    .trim()
}

function pageOf(root: string): string {
  const path = join(root, PAGE)
  return existsSync(path) ? readFileSync(path, 'utf8') : NEW_PAGE
}
