import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { catalog, foldersOf } from '#checker'

/** A picture shows what is drawn in it, in its own colours, and neither loads nor runs anything, also when it is opened alone. */
export const FIGURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

/** The text of a picture of a lesson; undefined for any name that isn't one there. */
export function figureOf(root: string, slug: string, name: string): string | undefined {
  const exercise = catalog(root).exercises.find((one) => one.slug === slug)
  if (exercise === undefined || !name.endsWith('.svg')) return undefined
  const { lesson } = foldersOf(root, exercise.id)
  // Only what is listed there: a name is never made a path.
  return readdirSync(lesson).includes(name) ? readFileSync(join(lesson, name), 'utf8') : undefined
}
