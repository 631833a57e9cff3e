import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Exercise, beliefNames, readBelief } from '../../catalog/index.ts'
import { type Exhibit, exhibitsOf } from '../museum/exhibits.ts'

const FILE = 'docs/misconceptions.md'
const HEAD = `# Misconceptions

What the checker can name, for instructors: each wrong belief, how it shows, the test that catches it, and where the lesson says how
it is. Words in italics stand for the numbers of a run. \`npm run verify -- --docs\` writes this page from what it keeps of the wrong
programs that it grades; \`npm run museum\` shows those programs.
`

/** The page of all beliefs, from what is kept of how their wrong programs are caught. */
export function misconceptions(root: string, exercises: readonly Exercise[]): string {
  const exhibits = exhibitsOf(root, exercises)
  const entries = beliefNames(root).map((name) => {
    const { title, text, lesson } = readBelief(root, name)
    const shows = text.replaceAll(/\{\{(\w+)\}\}/g, '*$1*')
    const own = exhibits.filter(({ belief }) => belief === name)
    return [`## ${title}`, `\`${name}\``, shows, caughtBy(own), `[The lesson](../${lesson})`].join('\n\n')
  })
  return [HEAD, ...entries.map((entry) => `${entry}\n`)].join('\n')
}

/** Writes the page. */
export function writeMisconceptions(root: string, exercises: readonly Exercise[]): void {
  writeFileSync(join(root, FILE), misconceptions(root, exercises))
}

/** What is wrong when the page does not say what is kept; nothing where it does. */
export function stalePage(root: string, exercises: readonly Exercise[]): string[] {
  const path = join(root, FILE)
  const written = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
  const said = misconceptions(root, exercises).split('\n')
  const astray = said.find((line, index) => line !== written[index]) ?? written[said.length]
  return astray === undefined ? [] : [`${FILE} is not as it would be written (${astray}): npm run verify -- --docs`]
}

/** The tests that catch the wrong programs of a belief first, exercise by exercise. */
function caughtBy(exhibits: readonly Exhibit[]): string {
  const lines = exhibits.flatMap(({ exercise: { id, title }, caught }) =>
    caught ? [`- ${id.slice(0, 2)}, ${title}: part ${caught.part}, "${caught.test}"`] : [],
  )
  return [...new Set(lines)].sort().join('\n')
}
