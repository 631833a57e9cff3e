import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Exercise, foldersOf } from '#checker'
import { FreshCache } from '../fresh-cache.ts'
import { type Glossary, glossaryOf } from '../glossary/glossary.ts'
import { TASK_ID_PREFIX } from '../markdown/addresses.ts'
import { type Document, type DocumentOptions, documentOf } from '../markdown/document.ts'

/** A lesson and its task, as they stand on one page. */
export interface Lesson {
  readonly lesson: Document
  readonly task: Document
  readonly glossary: Glossary
  readonly sources: readonly string[]
}

const cache = new FreshCache<Lesson>(({ sources }) => sources)

/** Kept until one of the files changes that it is made of. */
export function lessonOf(root: string, { id }: Exercise): Promise<Lesson> {
  const { lesson, exercise } = foldersOf(root, id)
  const [lessonFile, taskFile] = [join(lesson, 'lesson.md'), join(exercise, 'README.md')]
  return cache.get(lesson, async () => {
    const glossary = await glossaryOf(root)
    const explained = new Set(glossary.terms.keys())
    const options = { root, explained }
    const task = { ...options, idPrefix: TASK_ID_PREFIX, headingShift: 1, withoutTitle: true }
    const [lesson, exercise] = [await readText(lessonFile, options), await readText(taskFile, task)]
    const sources = [lessonFile, taskFile, glossary.path, ...lesson.sources, ...exercise.sources]
    return { lesson, task: exercise, glossary, sources }
  })
}

/** An exercise may have no lesson yet. */
async function readText(path: string, options: Omit<DocumentOptions, 'from'>): Promise<Document> {
  const from = relative(options.root, path)
  return documentOf(existsSync(path) ? readFileSync(path, 'utf8') : `There is no ${from} yet.`, { ...options, from })
}
