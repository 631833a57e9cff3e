import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Exercise, foldersOf } from '../../catalog/index.ts'

/** As the template of a new exercise has it, in a comment of TypeScript or Markdown. */
const MARK = /TODO\(author\): (.+?)(?: -->)?$/

/** What is still the example's in an exercise that `new-exercise` has written: each mark with its place, a line each. */
export function leftToDo(root: string, { id }: Exercise): string[] {
  // The given stubs are those of the exercise once more.
  const { given: _, ...folders } = foldersOf(root, id)
  return Object.values(folders).flatMap((folder) =>
    filesIn(folder).flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .flatMap((line, index) => {
          const [, what] = MARK.exec(line) ?? []
          return what === undefined ? [] : [`${relative(root, file)}:${index + 1}: ${what}`]
        }),
    ),
  )
}

/** Sources and texts, in an order that stays. */
function filesIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(?:ts|md)$/.test(path))
    .sort()
    .map((path) => join(folder, path))
}
