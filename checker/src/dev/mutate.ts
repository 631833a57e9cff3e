import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { leaseBroker } from '../broker/index.ts'
import { type Exercise, catalog, foldersOf } from '../catalog/index.ts'
import { type Bundle, definitionOf } from '../grading/bundle.ts'
import { Grader } from '../grading/grader.ts'
import { conclude } from './mutate/conclude.ts'
import { type Explained, readExplained } from './mutate/explained.ts'
import { type Generated, generate } from './mutate/generate.ts'
import { type Candidate, type Graded, gradeMutant } from './mutate/grade.ts'
import { mutators } from './mutate/mutators/index.ts'
import { differenceOf, progressOf } from './mutate/tables.ts'
import { stalePage, writePage } from './mutate/trust.ts'

/** Each slot takes about a core while programs start. */
const SIDE_BY_SIDE = 2

export interface MutateOptions {
  readonly root: string
  readonly bundle: Bundle
  /** None: all. */
  readonly exercises: readonly Exercise[]
  /** Only mutants of this mutator, of this file. */
  readonly mutator?: string | undefined
  readonly file?: string | undefined
  readonly seed: number
  /** Prints the mutants and grades none. */
  readonly list?: boolean | undefined
  /** Writes what survives, and why, into docs/trust.md. */
  readonly docs?: boolean | undefined
  readonly print: (line: string) => void
  readonly say: (line: string) => void
  readonly signal: AbortSignal
  /** Called at the end, however the command ends. */
  readonly atEnd: (end: () => Promise<unknown>) => void
}

/**
 * Proves the hidden tests: changes the reference solutions by one mistake at a time and grades what comes of it. Prints a line for
 * each mutant, tables, and the survivors; after an interruption those of what was graded so far. Gives back 0 when enough are killed
 * and each survivor is explained, else 1.
 */
export async function mutate(options: MutateOptions): Promise<number> {
  const { root, print, list, docs, atEnd } = options
  const begun = performance.now()
  const { candidates, equal, doNotCompile } = await candidatesOf(options)
  const apart = `${equal} more run as another does, and ${doNotCompile} do not compile`
  if (list) {
    for (const candidate of candidates) print(differenceOf(candidate))
    print(`${candidates.length} mutants; ${apart}`)
    return 0
  }
  print(`seed ${options.seed}; ${candidates.length} mutants; ${apart}`)
  const explained = readExplained(root).filter((entry) => isAsked(entry, options))
  const graded: Graded[] = []
  const isWhole = options.exercises.length === 0 && options.mutator === undefined && options.file === undefined
  const soFar = () => conclude({ graded, candidates, explained, isWhole })
  let told = false
  atEnd(async () => told || graded.length === 0 || print(`${soFar().text} Interrupted after ${graded.length}.`))
  await gradeAll(options, candidates, graded)
  const { text, complaints } = soFar()
  if (isWhole && docs) writePage(root, graded, explained)
  const stale = isWhole ? stalePage(root, explained) : []
  told = true
  print(text)
  for (const complaint of [...complaints, ...stale]) print(`✗ ${complaint}`)
  print(`${candidates.length} mutants, ${((performance.now() - begun) / 1_000).toFixed(0)} s`)
  return complaints.length + stale.length === 0 ? 0 : 1
}

/** The mutants of the programs that are asked for, by exercise, file and line. */
async function candidatesOf({
  root,
  bundle,
  exercises,
  file: only,
  mutator,
}: Pick<MutateOptions, 'root' | 'bundle' | 'exercises' | 'file' | 'mutator'>) {
  const asked = mutator === undefined ? mutators : mutators.filter(({ name }) => name === mutator)
  const candidates: Candidate[] = []
  const apart = { equal: 0, doNotCompile: 0 }
  for (const exercise of exercises.length > 0 ? exercises : catalog(root).exercises) {
    const { programs } = await definitionOf(bundle, exercise)
    for (const [file, parts] of Object.entries(programs)) {
      if (only !== undefined && file !== only) continue
      const source = readFileSync(join(foldersOf(root, exercise.id).solution, file), 'utf8')
      const { mutants, equal, doNotCompile }: Generated = generate(file, source, asked)
      candidates.push(...mutants.map((mutant) => ({ exercise, mutant, parts })))
      apart.equal += equal
      apart.doNotCompile += doNotCompile
    }
  }
  return { candidates, ...apart }
}

/** Whether an entry is about what is asked for. */
function isAsked(entry: Explained, { exercises, file, mutator }: MutateOptions): boolean {
  return (
    (exercises.length === 0 || exercises.some(({ id }) => id === entry.exercise)) &&
    (file ?? entry.file) === entry.file &&
    (mutator ?? entry.mutator) === entry.mutator
  )
}

async function gradeAll(options: MutateOptions, candidates: readonly Candidate[], graded: Graded[]): Promise<void> {
  const { root, say, signal, atEnd, print, seed } = options
  // Its own, so that nobody else's work or end can spoil it.
  const own = { WORKSHOP_BROKER: process.env.WORKSHOP_BROKER || 'embedded', WORKSHOP_WARM_MINUTES: '0' }
  const folder = mkdtempSync(join(tmpdir(), 'workshop-mutate-'))
  atEnd(async () => rmSync(folder, { recursive: true, force: true }))
  const lease = leaseBroker({ root, env: { ...process.env, ...own }, say, signal })
  atEnd(async () => (await lease)[Symbol.asyncDispose]())
  const left = [...candidates]
  const work = async () => {
    const grader = Grader.sharing(options, lease)
    atEnd(() => grader.end())
    for (let candidate = left.shift(); candidate; candidate = left.shift()) {
      signal.throwIfAborted()
      const done = await gradeMutant(grader, candidate, { root, seed, folder })
      // What an interruption ends in the middle says nothing.
      signal.throwIfAborted()
      graded.push(done)
      print(`[${graded.length}/${candidates.length}] ${progressOf(done)}`)
    }
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work))
}
