import { transformSync } from 'esbuild'
import ts from 'typescript'
import type { Change, Mutator } from './mutator.ts'
import { isNotMutated } from './not-mutated.ts'

/** A program with one mistake. */
export interface Mutant {
  /** `worker.ts`. */
  readonly file: string
  readonly mutator: string
  /** Of the first line that differs, from 1. */
  readonly line: number
  /** The lines that differ, in the solution and in the mutant: code alone, without indentation, comments and empty lines. */
  readonly was: readonly string[]
  readonly now: readonly string[]
  /** The whole program. */
  readonly source: string
}

export interface Generated {
  readonly mutants: readonly Mutant[]
  /** How many would run as the solution or as a mutant before them does: they are the same program when compiled. */
  readonly equal: number
  readonly doNotCompile: number
}

/** The mutants of a program, in the order of its lines. The same ones each time. */
export function generate(file: string, source: string, mutators: readonly Mutator[]): Generated {
  const seen = new Set([compiled(source)])
  const counts = { equal: 0, doNotCompile: 0 }
  const mutants: Mutant[] = []
  for (const { mutator, changes } of found(source, file, mutators)) {
    const text = applied(source, changes)
    const code = compiled(text)
    if (code === undefined) counts.doNotCompile += 1
    else if (seen.has(code)) counts.equal += 1
    else {
      seen.add(code)
      mutants.push({ file, mutator: mutator.name, ...difference(source, text), source: text })
    }
  }
  return { mutants: mutants.toSorted((a, b) => a.line - b.line), ...counts }
}

interface Found {
  readonly mutator: Mutator
  readonly changes: readonly Change[]
}

function found(source: string, file: string, mutators: readonly Mutator[]): Found[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2023, true)
  const nodes: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    if (isNotMutated(node)) return
    nodes.push(node)
    ts.forEachChild(node, visit)
  }
  ts.forEachChild(tree, visit)
  return mutators.flatMap((mutator) =>
    nodes.flatMap((node) => mutator.at(node).map((changes) => ({ mutator, changes }))),
  )
}

function applied(source: string, changes: readonly Change[]): string {
  return changes
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, change) => text.slice(0, change.start) + change.text + text.slice(change.end), source)
}

/** The program as it runs, whatever its spaces and comments; undefined where it does not compile. */
function compiled(source: string): string | undefined {
  try {
    const options = { loader: 'ts', minifySyntax: true, minifyWhitespace: true, logLevel: 'silent' } as const
    return transformSync(source, options).code
  } catch {
    return undefined
  }
}

function difference(source: string, text: string): Pick<Mutant, 'line' | 'was' | 'now'> {
  const [before, after] = [source.split('\n'), text.split('\n')]
  let head = 0
  while (before[head] === after[head]) head += 1
  let tail = 0
  const most = Math.min(before.length, after.length) - head
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1
  const code = (lines: readonly string[]) =>
    lines
      .slice(head, lines.length - tail)
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('//'))
  return { line: head + 1, was: code(before), now: code(after) }
}
