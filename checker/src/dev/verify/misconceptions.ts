import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Exercise, beliefNames, readBelief } from '../../catalog/index.ts'
import type { Examined } from './examine.ts'

const FILE = 'docs/misconceptions.md'
/** A line of the page that names a test. */
const CAUGHT_BY = /^- \d\d, .*, "(.+)"$/
const HEAD = `# Misconceptions

What the checker can name, for instructors: each wrong belief, how it shows, the test that catches it, and where the lesson says how
it is. Words in italics stand for the numbers of a run. \`npm run verify -- --docs\` writes this page from the wrong programs that it
grades.
`

/** The page of all beliefs, from what came of their wrong programs: the same for each run in which those are told the same. */
export function misconceptions(root: string, exercises: readonly Exercise[], examined: readonly Examined[]): string {
  const entries = beliefNames(root).map((name) => {
    const { title, text, lesson } = readBelief(root, name)
    const shows = text.replaceAll(/\{\{(\w+)\}\}/g, '*$1*')
    return [
      `## ${title}`,
      `\`${name}\``,
      shows,
      caughtBy(name, exercises, examined),
      `[The lesson](../${lesson})`,
    ].join('\n\n')
  })
  return [HEAD, ...entries.map((entry) => `${entry}\n`)].join('\n')
}

/** Writes the page. */
export function writeMisconceptions(root: string, page: string): void {
  writeFileSync(join(root, FILE), page)
}

/**
 * What is wrong when the page is not as this run says; nothing where it is. Which test comes first for a wrong program may change
 * with the seed, so of the tests it is asked only that they are there.
 */
export function stalePage(root: string, page: string, examined: readonly Examined[]): string[] {
  const path = join(root, FILE)
  const written = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
  const tests = new Set(
    examined.flatMap(({ results }) => results.flatMap((result) => result.tests.map(({ name }) => name))),
  )
  const said = page.split('\n').filter((line) => !CAUGHT_BY.test(line))
  const kept = written.filter((line) => !CAUGHT_BY.test(line))
  const astray = [
    ...said.filter((line, index) => line !== kept[index]),
    ...kept.slice(said.length),
    ...written.filter((line) => CAUGHT_BY.test(line) && !tests.has(CAUGHT_BY.exec(line)?.[1] ?? '')),
  ]
  return astray.length === 0 ? [] : [`${FILE} is not as this run says (${astray[0]}): npm run verify -- --docs`]
}

/** The tests whose findings come first for the wrong programs of this belief, exercise by exercise. */
function caughtBy(belief: string, exercises: readonly Exercise[], examined: readonly Examined[]): string {
  const lines = exercises.flatMap(({ id, title }) => {
    const results = examined
      .filter(({ specimen }) => specimen.exercise.id === id && specimen.belief === belief)
      .flatMap(({ results: own }) => own)
    const tests = results.flatMap(({ headline }) => (headline ? `part ${headline.part}, "${headline.test}"` : []))
    return [...new Set(tests)].sort().map((test) => `- ${id.slice(0, 2)}, ${title}: ${test}`)
  })
  return lines.join('\n')
}
