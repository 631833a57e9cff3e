import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import MiniSearch from 'minisearch'
import { catalog, foldersOf } from '#checker'
import { FreshCache } from '../fresh-cache.ts'
import { GLOSSARY_FILE, TASK_ID_PREFIX, lessonAddress } from '../markdown/addresses.ts'
import { type Piece, excerptOf, marked, wordsIn } from './excerpt.ts'
import { sectionsOf } from './sections.ts'

/** A section that has what was looked for. */
export interface Hit {
  readonly address: string
  /** The page: `Lesson 03: A producer and a consumer`, `Glossary`. */
  readonly place: string
  readonly heading: readonly Piece[]
  readonly excerpt: readonly Piece[]
}

interface Entry {
  readonly id: number
  readonly address: string
  readonly place: string
  readonly heading: string
  readonly text: string
}

interface Index {
  readonly entries: readonly Entry[]
  readonly search: MiniSearch<Entry>
  readonly sources: readonly string[]
}

/** A text that is searched. */
interface Source {
  readonly path: string
  readonly address: string
  readonly place: string
  readonly idPrefix: string
}

/** Longer questions find nothing more. */
const LONGEST_QUERY = 200

const cache = new FreshCache<Index>(({ sources }) => sources)

/** The sections with these words, also where they only begin with them or have a letter wrong; the best first, at most `limit`. */
export async function searchFor(root: string, query: string, limit: number): Promise<Hit[]> {
  const asked = query.slice(0, LONGEST_QUERY)
  const sources = sourcesIn(root)
  // A lesson more makes another index.
  const key = sources.map(({ path }) => path).join('\n')
  const { search, entries } = await cache.get(key, () => indexOf(root, sources))
  const all = search.search(asked, { combineWith: 'AND' })
  const found = all.length > 0 ? all : search.search(asked, { combineWith: 'OR' })
  return found.slice(0, limit).flatMap(({ id, terms }) => {
    const entry = entries[Number(id)]
    if (entry === undefined) return []
    const { address, place, heading, text } = entry
    return { address, place, heading: marked(heading, terms), excerpt: excerptOf(text, terms) }
  })
}

function sourcesIn(root: string): Source[] {
  const pages = catalog(root).exercises.flatMap(({ id, slug, title }): Source[] => {
    const { lesson, exercise } = foldersOf(root, id)
    const [address, name] = [lessonAddress(slug), `${id.slice(0, 2)}: ${title}`]
    return [
      { path: join(lesson, 'lesson.md'), address, place: `Lesson ${name}`, idPrefix: '' },
      { path: join(exercise, 'README.md'), address, place: `Task ${name}`, idPrefix: TASK_ID_PREFIX },
    ]
  })
  const glossary = { path: join(root, GLOSSARY_FILE), address: '/glossary', place: 'Glossary', idPrefix: '' }
  return [...pages, glossary].filter(({ path }) => existsSync(path))
}

function indexOf(root: string, sources: readonly Source[]): Index {
  const entries = sources
    .flatMap(({ path, address, place, idPrefix }) =>
      sectionsOf(readFileSync(path, 'utf8'), { root, from: relative(root, path), idPrefix }).map(
        ({ id, heading, text }) => ({ address: `${address}#${id}`, place, heading, text }),
      ),
    )
    .map((entry, id): Entry => ({ id, ...entry }))
  const search = new MiniSearch<Entry>({
    fields: ['heading', 'text'],
    tokenize: wordsIn,
    searchOptions: {
      boost: { heading: 3 },
      prefix: (term) => term.length > 1,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    },
  })
  search.addAll(entries)
  return { entries, search, sources: sources.map(({ path }) => path) }
}
