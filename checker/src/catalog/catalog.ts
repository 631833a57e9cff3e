import { readFileSync, readdirSync } from 'node:fs'
import { distance } from 'fastest-levenshtein'
import { CheckerBug, UsageError } from '../errors/index.ts'
import { type Exercise, type Part, foldersOf, nameOfId } from './exercise.ts'

export interface Catalog {
  /** In order of their numbers. */
  readonly exercises: readonly Exercise[]
  /** By number (`3`, `03`), slug or id; throws `UsageError` with the nearest name for anything else. */
  find(word: string): Exercise
}

/** The exercises under `root`: a folder `NN-topic` of `checker/hidden` is one. Throws `CheckerBug` for a task without a title. */
export function catalog(root: string): Catalog {
  const exercises = folderNames(`${root}/checker/hidden`)
    .sort()
    .flatMap((id) => {
      const name = nameOfId(id)
      return name ? { id, ...name, ...readTaskOf(root, id) } : []
    })
  return { exercises, find: (word) => findExercise(exercises, word) }
}

function readTaskOf(root: string, id: string): Pick<Exercise, 'title' | 'parts'> {
  const task = `${foldersOf(root, id).exercise}/README.md`
  return readTask(readText(task), task)
}

/** Title and parts of a task: its H1, and its H2s `Part N: title`, or `Part N (bonus): title`. */
export function readTask(markdown: string, path: string): { title: string; parts: Part[] } {
  const title = /^# (.+)$/m.exec(markdown)?.[1]?.trim()
  const parts = [...markdown.matchAll(/^## Part (\d+)( \(bonus\))?: (.+)$/gm)].map((match) => ({
    number: Number(match[1]),
    title: (match[3] ?? '').trim(),
    bonus: match[2] !== undefined,
  }))
  if (title === undefined || parts.length === 0 || parts.some((part, index) => part.number !== index + 1)) {
    throw new CheckerBug(`${path} lacks a title, or its parts are not numbered from 1.`, {
      code: 'task-malformed',
      fix: 'Give it a line `# Title` and headings `## Part 1: …`, `## Part 2: …` in order.',
    })
  }
  return { title, parts }
}

function findExercise(exercises: readonly Exercise[], word: string): Exercise {
  const wanted = word.replace(/\/+$/, '').replace(/^(?:\.\/)?exercises\//, '')
  const found = exercises.find(
    ({ id, slug, number }) =>
      id === wanted || slug === wanted || (/^\d{1,2}$/.test(wanted) && Number(wanted) === number),
  )
  if (found) return found
  const names = exercises.flatMap(({ id, slug }) => [id, slug])
  const nearest = names.toSorted((a, b) => distance(wanted, a) - distance(wanted, b))[0]
  const known = exercises.map(({ id }) => id).join(', ')
  const close = nearest !== undefined && distance(wanted, nearest) <= Math.max(3, nearest.length / 2)
  throw new UsageError(`There is no exercise "${word}".`, {
    code: 'unknown-exercise',
    fix: `${close ? `Did you mean ${nearest}? ` : ''}The exercises are: ${known}.`,
  })
}

function folderNames(path: string): string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new CheckerBug(`${path} cannot be read.`, {
      code: 'task-missing',
      fix: 'Each folder of checker/hidden needs a task of the same name in exercises/. A fresh clone has them all.',
      cause,
    })
  }
}
