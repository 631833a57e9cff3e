import { type Exercise, nameOfId, partName } from '#checker'
import { TASK_ID, TASK_ID_PREFIX, lessonAddress } from '../reading/markdown/addresses.ts'

/** Where something is to be read on the site, and what to call it. */
export interface Place {
  readonly href: string
  readonly words: string
}

const PATH = /^(lessons|exercises)\/([^/]+)\/(?:lesson|README)\.md(#[^#]*)?$/

/**
 * The address of a section of a lesson, or of a task, that a finding names by its path: `lessons/03-x/lesson.md#keys`. Undefined for any other path.
 */
export function placeOf(path: string, { parts }: Pick<Exercise, 'parts'>, part: number): Place | undefined {
  const [, tree, id = '', anchor = ''] = PATH.exec(path) ?? []
  const name = nameOfId(id)
  if (tree === undefined || !name) return undefined
  const page = lessonAddress(name.slug)
  if (tree === 'lessons') return { href: page + anchor, words: anchor === '' ? 'the lesson' : wordsOf(anchor) }
  const ofTask = parts.find(({ number }) => number === part)
  const href = `${page}#${anchor === '' ? TASK_ID : TASK_ID_PREFIX + anchor.slice(1)}`
  return { href, words: ofTask ? partName(ofTask) : 'the task' }
}

/** `#where-a-new-group-begins` as its heading reads, but for capitals and punctuation. */
function wordsOf(anchor: string): string {
  const words = anchor.slice(1).replaceAll('-', ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
