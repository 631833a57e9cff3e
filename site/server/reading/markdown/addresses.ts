import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import { nameOfId } from '#checker'
import type { Reading } from './reading.ts'

/** Where a link in Markdown leads, as seen from the site. */
export type Target =
  /** A page of the site; `term` where it is an entry of the glossary. */
  | { readonly kind: 'page'; readonly address: string; readonly term?: string }
  /** A picture of a lesson. */
  | { readonly kind: 'picture'; readonly address: string; readonly path: string }
  /** Somewhere on the web. */
  | { readonly kind: 'elsewhere'; readonly address: string }
  /** A file of the workshop that the site has no page of, relative to the checkout. */
  | { readonly kind: 'file'; readonly path: string }

/** What the ids of a task's headings begin with: it stands on the page of its lesson. */
export const TASK_ID_PREFIX = 'task-'

export const TASK_ID = 'task'

export const GLOSSARY_FILE = 'lessons/glossary.md'

/** The page of the exercise with this slug. */
export function lessonAddress(slug: string): string {
  return `/lessons/${slug}`
}

/** Where a link leads that stands in a text. It never leads to a script: what is no page and not on the web is a file's name. */
export function targetOf({ root, from, idPrefix }: Pick<Reading, 'root' | 'from' | 'idPrefix'>, link: string): Target {
  if (/^(?:https?|mailto):/i.test(link)) return { kind: 'elsewhere', address: link }
  const [encoded = '', anchor] = link.split('#')
  const name = decoded(encoded)
  const path = name === '' ? from : posix.normalize(posix.join(posix.dirname(from), name))
  // Within a text they lead to the page that it stands on, whichever that is.
  if (name === '' && anchor !== undefined && path !== GLOSSARY_FILE)
    return { kind: 'page', address: `#${idPrefix}${anchor}` }
  if (path === GLOSSARY_FILE)
    return { kind: 'page', address: `/glossary${hash(anchor)}`, ...(anchor !== undefined && { term: anchor }) }
  const [tree = '', id = '', file = '', ...deeper] = path.split('/')
  const slug = nameOfId(id)?.slug
  if (slug === undefined || deeper.length > 0 || !existsSync(join(root, 'lessons', id))) return { kind: 'file', path }
  const address = lessonAddress(slug)
  if (tree === 'lessons' && file === 'lesson.md') return { kind: 'page', address: `${address}${hash(anchor)}` }
  if (tree === 'lessons' && file.endsWith('.svg'))
    return { kind: 'picture', address: `${address}/${encodeURIComponent(file)}`, path }
  if (tree === 'exercises' && file === 'README.md')
    return { kind: 'page', address: `${address}#${anchor === undefined ? TASK_ID : `${TASK_ID_PREFIX}${anchor}`}` }
  return { kind: 'file', path }
}

function hash(anchor: string | undefined): string {
  return anchor === undefined ? '' : `#${anchor}`
}

function decoded(text: string): string {
  try {
    return decodeURI(text)
  } catch {
    return text
  }
}
