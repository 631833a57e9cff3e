import { rm } from 'node:fs/promises'
import { catalog } from '../../catalog/index.ts'
import { Grader, type GraderOptions } from '../../grading/grader.ts'
import type { GradeRequest } from '../../grading/request.ts'
import { sizesOf } from '../../grading/sizes.ts'
import { sourceOfRun } from '../../grading/source-file.ts'
import type { ExerciseResult, TestResult } from '../../report/schema.ts'
import { type Smallest, keepSmallest, keptSmallest, markSmaller } from './kept.ts'
import { type Search, type Sizes, search } from './search.ts'

/** The last 20 runs are kept: the one that is looked at must stay, and some that the learner knows of. */
const MOST_TRIES = 12

export interface ShrinkOptions extends GraderOptions {
  /** After so long nothing more is tried, milliseconds; a grading that has begun goes on to its end. */
  readonly budgetMs: number
  /** Called before the first grading. */
  readonly onBegin?: () => void
}

/** Why no smaller run is looked for, to go on with after "it is the run as it was graded:"; or what was found. */
export type Shrunk = { readonly reason: string } | { readonly smallest: Smallest }

/**
 * Looks for the smallest run of a scene that shows the same as a test of the run in `folder`: fewest records, workers and faults,
 * with the same seed. What was found before is given back at once. The run itself stays as it is.
 *
 * The same is: the same test fails and names the same belief, or fails and names none either.
 */
export async function shrink(
  folder: string,
  { result, test }: { readonly result: ExerciseResult; readonly test: TestResult },
  options: ShrinkOptions,
): Promise<Shrunk> {
  const scene = test.finding?.scene
  if (scene === undefined) return { reason: 'that test did not fail.' }
  const begin = sizesOf(folder, scene)
  const kept = keptSmallest(folder, test.name)
  if (kept) return { smallest: kept }
  const source = sourceOfRun(folder)
  if (!source) return { reason: 'it is not known any more whose programs it graded.' }
  options.onBegin?.()
  const begun = performance.now()
  const grader = Grader.create(options)
  const exercise = catalog(options.root).find(result.id)
  const attempts = new Attempts(grader, { folder, result, test, scene, request: { exercise, source } })
  let found: Search<string>
  try {
    // Until there is a broker nothing can be tried.
    await grader.broker()
    const deadline = performance.now() + options.budgetMs
    const isOver = () => attempts.isOver || performance.now() > deadline
    found = await search(begin, (sizes) => attempts.make(sizes), { isOver })
  } finally {
    await grader[Symbol.asyncDispose]()
  }
  await attempts.forgetAllBut(found.smallest?.shown)
  if (attempts.areOthers) return { reason: 'the programs have changed since.' }
  const usual = Object.fromEntries(begin.map(({ what, taken }) => [what, taken]))
  const smallest: Smallest = {
    test: test.name,
    folder: found.smallest?.shown ?? null,
    usual,
    sizes: found.smallest?.sizes ?? usual,
    tries: found.tries,
    ms: Math.round(performance.now() - begun),
    complete: found.complete,
  }
  keepSmallest(folder, smallest)
  return { smallest }
}

interface Finding {
  /** The run that showed it. */
  readonly folder: string
  readonly result: ExerciseResult
  readonly test: TestResult
  readonly scene: string
  readonly request: Pick<GradeRequest, 'exercise' | 'source'>
}

/** Gradings of one scene with less in it, and their folders. */
class Attempts {
  readonly #grader: Grader
  readonly #finding: Finding
  readonly #folders: string[] = []
  /** The programs are others than those that were graded. */
  areOthers = false

  constructor(grader: Grader, finding: Finding) {
    this.#grader = grader
    this.#finding = finding
  }

  get isOver(): boolean {
    return this.areOthers || this.#folders.length >= MOST_TRIES
  }

  /** The folder of a run that shows the same with these sizes. */
  async make(sizes: Sizes): Promise<string | undefined> {
    const { request, result, test, scene, folder } = this.#finding
    const smaller = { scene, sizes }
    const graded = await this.#grader.grade({ ...request, parts: [test.part], seed: result.seed, smaller })
    const own = this.#grader.runFolder
    if (own === undefined) return undefined
    this.#folders.push(own)
    markSmaller(own, folder)
    this.areOthers = graded.programHash !== result.programHash
    return !this.areOthers && showsTheSame(graded, test) ? own : undefined
  }

  async forgetAllBut(kept: string | undefined): Promise<void> {
    const others = this.#folders.filter((folder) => folder !== kept)
    await Promise.all(others.map((folder) => rm(folder, { recursive: true, force: true })))
  }
}

/** What was found, as a sentence. */
export function smallestWords({ folder, usual, sizes, tries, ms, complete }: Smallest): string {
  const took = `${tries === 1 ? 'one try' : `${tries} tries`}, ${(ms / 1_000).toFixed(1)} s${complete ? '' : ', and then the time was over'}`
  if (folder === null) return `No smaller run shows the same: this is the run as it was graded (${took}).`
  const less = Object.entries(sizes).flatMap(([what, taken]) =>
    taken === usual[what] ? [] : [`${taken} of ${usual[what]} ${what}`],
  )
  return `The smallest run that still shows it: ${less.join(', ')} (${took}).`
}

function showsTheSame(attempt: ExerciseResult, { name, part, finding }: TestResult): boolean {
  const same = attempt.tests.find((test) => test.name === name && test.part === part)
  return attempt.status === 'failed' && same?.status === 'fail' && same.finding?.belief === finding?.belief
}
