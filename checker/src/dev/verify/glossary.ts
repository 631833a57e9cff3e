import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { type Heading, headingsOf, linksOf, proseOf } from './markdown.ts'

const GLOSSARY = 'lessons/glossary.md'
/** Other words for the term of an entry, its first paragraph: `Also: DLQ, dead letter topic.` */
const ALSO = /^## (.+)\n+Also: (.+?)\.?\n/gm

interface Entry extends Heading {
  /** All words that it is used by, each as `folded`. */
  readonly words: readonly string[]
}

/**
 * What is wrong with the glossary, and where a lesson uses one of its terms for the first time without a link to it, a sentence
 * each. A lesson is a page `lessons/<id>/lesson.md`; without a glossary nothing is asked of it.
 */
export function checkGlossary(root: string, lessons: readonly string[]): string[] {
  const path = join(root, GLOSSARY)
  if (!existsSync(path)) return []
  const text = readFileSync(path, 'utf8')
  const entries = entriesOf(text)
  const used = new Set([
    ...anchorsIn(path, text, path),
    ...lessons.flatMap((file) => anchorsIn(file, readFileSync(file, 'utf8'), path)),
  ])
  return [
    ...outOfOrder(entries),
    ...claimedTwice(entries),
    ...entries
      .filter(({ anchor }) => !used.has(anchor))
      .map((entry) => `${at(entry)}: nothing leads to "${entry.text}": link it from a lesson or from another entry`),
    ...lessons.flatMap((file) => unlinkedTerms(root, file, path, entries)),
  ]
}

/** The entries are the headings of the second level; other words for their terms stand in the line "Also". */
export function entriesOf(text: string): Entry[] {
  const also = new Map([...text.matchAll(ALSO)].map(([, term = '', words = '']) => [term, words.split(/, /)]))
  return headingsOf(text)
    .filter(({ level }) => level === 2)
    .map((heading) => {
      const words = [heading.text, ...(also.get(heading.text) ?? [])]
      return { ...heading, words: [...new Set(words.flatMap((word) => [word, pluralOf(word)]).map(folded))] }
    })
}

function outOfOrder(entries: readonly Entry[]): string[] {
  return entries.flatMap((entry, index) => {
    const before = entries[index - 1]
    const astray = before !== undefined && before.anchor > entry.anchor
    return astray ? [`${at(entry)}: "${entry.text}" comes before "${before.text}" in the alphabet`] : []
  })
}

function claimedTwice(entries: readonly Entry[]): string[] {
  const owners = new Map<string, Entry>()
  return entries.flatMap((entry) =>
    entry.words.flatMap((word) => {
      const owner = owners.get(word) ?? entry
      owners.set(word, owner)
      return owner === entry ? [] : [`${at(entry)}: "${word}" belongs to "${owner.text}" too: a word has one entry`]
    }),
  )
}

/** Terms whose first use on the page, by whatever word, is no link to their entry. */
function unlinkedTerms(root: string, file: string, glossary: string, entries: readonly Entry[]): string[] {
  const owners = new Map(entries.flatMap((entry) => entry.words.map((word) => [word, entry])))
  const pattern = patternOf([...owners.keys()])
  const met = new Set<string>()
  return proseOf(readFileSync(file, 'utf8')).flatMap(({ text, line, href }) => {
    if (href !== undefined) {
      const anchor = anchorIn(file, href, glossary)
      if (anchor !== undefined) met.add(anchor)
      return []
    }
    return [...text.matchAll(pattern)].flatMap((match) => {
      const [word] = match
      const entry = owners.get(folded(word))
      if (!entry || met.has(entry.anchor)) return []
      met.add(entry.anchor)
      const place = `${relative(root, file)}:${line + text.slice(0, match.index).split('\n').length - 1}`
      const link = `[${word.replace(/\s+/g, ' ')}](${relative(dirname(file), glossary)}#${entry.anchor})`
      return [`${place}: "${entry.text}" is used for the first time and does not lead to the glossary: write ${link}`]
    })
  })
}

/** The words as whole ones, the longest first: in "committed offset" neither "committed" nor "offset" is used. */
function patternOf(words: readonly string[]): RegExp {
  const longestFirst = words.toSorted((a, b) => b.length - a.length)
  const choices = longestFirst.map((word) => word.replaceAll('-', '[\\s-]+')).join('|')
  return new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${choices})(?![\\p{L}\\p{N}_-])`, 'giu')
}

/** `Dead letters`, `dead-letters` and `dead\nletters` are one word. */
function folded(word: string): string {
  return word.toLowerCase().replace(/[\s-]+/g, '-')
}

function pluralOf(word: string): string {
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`
}

function anchorsIn(file: string, text: string, glossary: string): string[] {
  return linksOf(text).flatMap((link) => anchorIn(file, link, glossary) ?? [])
}

/** The entry that a link in `file` leads to; undefined when it leads elsewhere. */
function anchorIn(file: string, link: string, glossary: string): string | undefined {
  const [path = '', anchor] = link.split('#')
  return resolve(dirname(file), path) === glossary || (path === '' && file === glossary) ? anchor : undefined
}

function at({ line }: Entry): string {
  return `${GLOSSARY}:${line}`
}
