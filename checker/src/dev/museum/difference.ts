/** A line of a difference: in both files, only in the first, or only in the second. */
export interface DiffLine {
  readonly mark: ' ' | '-' | '+'
  readonly text: string
}

/** Lines around a change that are shown too. */
const CONTEXT = 2

/** How `after` differs from `before`, line by line, with as few changes as can be: what goes stands before what comes. */
export function differenceOf(before: readonly string[], after: readonly string[]): DiffLine[] {
  const common = commonLengths(before, after)
  const lines: DiffLine[] = []
  let [from, to] = [0, 0]
  while (from < before.length || to < after.length) {
    const [old, now] = [before[from], after[to]]
    if (old !== undefined && old === now) {
      lines.push({ mark: ' ', text: old })
      from += 1
      to += 1
    } else if (
      now === undefined ||
      (old !== undefined && lengthAt(common, from + 1, to) >= lengthAt(common, from, to + 1))
    ) {
      lines.push({ mark: '-', text: old ?? '' })
      from += 1
    } else {
      lines.push({ mark: '+', text: now })
      to += 1
    }
  }
  return lines
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

/** For each place in both files how many lines the rests have in common, as a longest common subsequence. */
function commonLengths(before: readonly string[], after: readonly string[]): number[][] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0))
  for (let from = before.length - 1; from >= 0; from -= 1) {
    for (let to = after.length - 1; to >= 0; to -= 1) {
      const row = lengths[from] as number[]
      row[to] =
        before[from] === after[to]
          ? 1 + lengthAt(lengths, from + 1, to + 1)
          : Math.max(lengthAt(lengths, from + 1, to), lengthAt(lengths, from, to + 1))
    }
  }
  return lengths
}

function lengthAt(lengths: readonly (readonly number[])[], from: number, to: number): number {
  return lengths[from]?.[to] ?? 0
}
