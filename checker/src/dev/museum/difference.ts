import { diffArrays } from 'diff'

/** A line of a difference: in both files, only in the first, or only in the second. */
export interface DiffLine {
  readonly mark: ' ' | '-' | '+'
  readonly text: string
}

/** Lines around a change that are shown too. */
const CONTEXT = 2

/** How `after` differs from `before`, line by line, with as few changes as can be: what goes stands before what comes. */
export function differenceOf(before: readonly string[], after: readonly string[]): DiffLine[] {
  return diffArrays([...before], [...after]).flatMap(({ added, removed, value }) =>
    value.map((text): DiffLine => ({ mark: removed ? '-' : added ? '+' : ' ', text })),
  )
}

/** The changes with some lines around each; undefined stands for lines that are left out. */
export function inShort(lines: readonly DiffLine[]): (DiffLine | undefined)[] {
  const isNear = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ mark }) => mark !== ' '),
  )
  return lines.flatMap((line, index) => {
    if (isNear[index]) return [line]
    return index === 0 || isNear[index - 1] ? [undefined] : []
  })
}

/** The lines of a TypeScript file without its comments, but for those within a line of code. */
export function withoutComments(code: string): string[] {
  const bare = code
    .replace(/^[ \t]*\/\*[\s\S]*?\*\/[ \t]*\n/gm, '')
    .replace(/^[ \t]*\/\/.*\n/gm, '')
    .replace(/[ \t]+\/\/ .*$/gm, '')
  return bare
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .split('\n')
}
