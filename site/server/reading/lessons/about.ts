import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Exercise, foldersOf } from '#checker'
import { FreshCache } from '../fresh-cache.ts'
import { parser } from '../markdown/parser.ts'
import { envOf, newReading } from '../markdown/reading.ts'
import { wordsOf } from '../markdown/words.ts'

interface About {
  readonly text: string
  readonly path: string
}

const cache = new FreshCache<About>(({ path }) => [path])

/** What an exercise is about, in words: the first paragraph of its task. */
export async function aboutOf(root: string, { id }: Exercise): Promise<string> {
  const path = join(foldersOf(root, id).exercise, 'README.md')
  const { text } = await cache.get(path, () => ({ path, text: firstParagraph(root, path) }))
  return text
}

function firstParagraph(root: string, path: string): string {
  const tokens = parser.parse(readFileSync(path, 'utf8'), envOf(newReading({ root, from: relative(root, path) })))
  const paragraph = tokens[tokens.findIndex(({ type }) => type === 'paragraph_open') + 1]
  return paragraph === undefined ? '' : wordsOf(paragraph)
}
