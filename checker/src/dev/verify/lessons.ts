import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { includedCode } from '../../catalog/index.ts'
import { checkGlossary } from './glossary.ts'
import { headingsOf, linksOf } from './markdown.ts'

/** `<<< simple-practice/producer.ts#send`: a named region of a solution, by slug. */
const INCLUDE = /^<<< (\S+)\s*$/gm

/** In hidden tests: the section of the exercise's lesson that a finding leads to. */
const SECTION_TO_READ = /\bread: '(#[^']*)'/g

/** Sections that each lesson ends with, in the curriculum's words. */
const SECTIONS = ['Check yourself', 'Where this bites in production', 'Sources']

/** Links, pictures and code includes of the workshop's Markdown that lead nowhere, and what a lesson lacks, a sentence each. */
export function checkLessons(root: string): string[] {
  const files = [
    ...['lessons', 'exercises', 'checker/beliefs', 'checker/hidden', 'docs'].flatMap((tree) =>
      markdownFiles(root, tree),
    ),
    ...readdirSync(root)
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(root, name)),
  ]
  const complaints = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8')
    const from = relative(root, file)
    return [...brokenLinks(root, file, text), ...brokenIncludes(root, text)].map((complaint) => `${from}: ${complaint}`)
  })
  const lessons = files.filter((file) => basename(file) === 'lesson.md')
  return [
    ...complaints,
    ...lessons.flatMap((file) => missingSections(root, file)),
    ...lessons.flatMap((file) => unreadable(root, file)),
    ...checkGlossary(root, lessons),
  ]
}

/** Sections of a lesson that its hidden tests lead to, and that it lacks. */
function unreadable(root: string, lesson: string): string[] {
  const hidden = join(root, 'checker', 'hidden', basename(dirname(lesson)))
  if (!existsSync(hidden)) return []
  const anchors = headingsOf(readFileSync(lesson, 'utf8')).map(({ anchor }) => `#${anchor}`)
  const tests = readdirSync(hidden).filter((name) => name.endsWith('.ts'))
  return tests.flatMap((name) =>
    [...readFileSync(join(hidden, name), 'utf8').matchAll(SECTION_TO_READ)]
      .filter(([, section = '']) => !anchors.includes(section))
      .map(([, section]) => `${relative(root, join(hidden, name))}: ${section} is no section of the lesson`),
  )
}

function missingSections(root: string, file: string): string[] {
  const headings = headingsOf(readFileSync(file, 'utf8'))
  const has = (wanted: string) => headings.some(({ level, text }) => level === 2 && text === wanted)
  const lacking = [
    ...(headings[0]?.level === 1 ? [] : ['a title before all else']),
    ...SECTIONS.filter((section) => !has(section)).map((section) => `a section "${section}"`),
  ]
  return lacking.map((what) => `${relative(root, file)}: lacks ${what}`)
}

function markdownFiles(root: string, tree: string): string[] {
  if (!existsSync(join(root, tree))) return []
  return readdirSync(join(root, tree), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join(root, tree, path))
}

function brokenLinks(root: string, file: string, text: string): string[] {
  return linksOf(text)
    .filter((link) => !/^(?:https?|mailto):/.test(link))
    .flatMap((link) => {
      const [path = '', anchor] = decodeURI(link).split('#')
      const target = path === '' ? file : resolve(dirname(file), path)
      if (relative(root, target).startsWith('..')) return [`the link ${link} leads out of the workshop`]
      if (!existsSync(target)) return [`the link ${link} leads nowhere`]
      if (anchor === undefined || !target.endsWith('.md')) return []
      const anchors = headingsOf(readFileSync(target, 'utf8')).map((heading) => heading.anchor)
      return anchors.includes(anchor) ? [] : [`the link ${link} names no section`]
    })
}

function brokenIncludes(root: string, text: string): string[] {
  return [...text.matchAll(INCLUDE)].flatMap(([line, place = '']) => {
    const included = includedCode(root, place)
    return included.kind === 'broken' ? [`${line.trim()}: ${included.why}`] : []
  })
}
