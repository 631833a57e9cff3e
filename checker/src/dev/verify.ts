import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Exercise, catalog } from '../catalog/index.ts'
import { leaseBroker } from '../broker/index.ts'
import { type Bundle, definitionOf } from '../grading/bundle.ts'
import { Grader } from '../grading/grader.ts'
import { checkTrees } from './verify/trees.ts'
import { leftToDo } from './verify/left.ts'
import { checkLessons } from './verify/lessons.ts'
import { type Specimen, collectSpecimens } from './verify/specimens.ts'
import { confusionMatrix } from './verify/matrix.ts'
import { type Examined, examine, isCorrect } from './verify/examine.ts'
import { renewFindings, staleFindings } from './verify/findings.ts'
import { stalePage, writeMisconceptions } from './verify/misconceptions.ts'
import { typeErrors } from './verify/types.ts'

/** Each slot takes about a core while programs start. */
const SIDE_BY_SIDE = 2

export interface VerifyOptions {
  readonly root: string
  readonly bundle: Bundle
  /** None: all. */
  readonly exercises: readonly Exercise[]
  /** The seeds of correct programs are `seed`, `seed + 1` and `seed + 2`, those of wrong ones `seed`. */
  readonly seed: number
  /** So many for each correct program, and wrong ones are left out: what passes by luck, or by a quick machine, shows then. */
  readonly seeds?: number | undefined
  /** So many for each wrong program, also beside `seeds`: none may be named wrong by luck. */
  readonly wrongSeeds?: number | undefined
  readonly print: (line: string) => void
  readonly say: (line: string) => void
  readonly signal?: AbortSignal
  /** Runs the programs in the sandbox: what they are told must be the same. */
  readonly sandbox?: boolean | undefined
  /**
   * Keeps how the wrong programs are caught, and writes `docs/misconceptions.md` from that; else what is kept must still be so, and
   * with all exercises the page too.
   */
  readonly docs?: boolean | undefined
  /** Called at the end, however the command ends. */
  readonly atEnd: (end: () => Promise<unknown>) => void
}

/**
 * Proves the workshop: that the trees mirror each other, that links and includes resolve, that stubs are told as not started,
 * that correct programs pass with no belief named, and that each wrong program is named by its own belief and no other.
 * Prints what it did, the confusion matrix and what is wrong; gives back 0 when nothing is, else 1. What is still the example's
 * in a new exercise is a note to whoever names it, since they work on it; of all exercises, it is wrong.
 */
export async function verify(options: VerifyOptions): Promise<number> {
  const { root, print } = options
  const begun = performance.now()
  const exercises = options.exercises.length > 0 ? options.exercises : catalog(root).exercises
  print(`seed ${options.seed}`)
  const trees = await Promise.all(exercises.map((exercise) => checkTrees(root, options.bundle, exercise)))
  const left = exercises.flatMap((exercise) => leftToDo(root, exercise))
  const underWay = options.exercises.length > 0
  const types = typeErrors(root)
  const complaints = [...trees.flat(), ...(underWay ? [] : left), ...checkLessons(root)]
  const folder = mkdtempSync(join(tmpdir(), 'workshop-verify-'))
  const definitions = await Promise.all(exercises.map((exercise) => definitionOf(options.bundle, exercise)))
  const specimens = exercises.flatMap((exercise, index) => {
    const definition = definitions[index]
    const all = definition ? collectSpecimens(root, exercise, definition, folder) : []
    return options.seeds === undefined || options.wrongSeeds !== undefined ? all : all.filter(isCorrect)
  })
  const examined = await examineAll(options, specimens).finally(() => rmSync(folder, { recursive: true, force: true }))
  const hasWrong = examined.some(({ specimen }) => specimen.kind === 'wrong')
  if (hasWrong) for (const matrix of exercises.map((exercise) => confusionMatrix(exercise, examined))) print(matrix)
  complaints.push(...(await types), ...examined.flatMap(({ complaints: own }) => own))
  if (hasWrong) {
    if (options.docs) {
      for (const exercise of exercises) renewFindings(root, exercise, examined)
      writeMisconceptions(root, catalog(root).exercises)
    }
    complaints.push(...exercises.flatMap((exercise) => staleFindings(root, exercise, examined, { underWay })))
    if (!underWay) complaints.push(...stalePage(root, exercises))
  }
  if (underWay) for (const mark of left) print(`○ ${mark}`)
  for (const complaint of complaints) print(`✗ ${complaint}`)
  const runs = examined.reduce((sum, { results }) => sum + results.length, 0)
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1)
  const outcome = complaints.length === 0 ? 'verified' : `${complaints.length} complaints`
  const toDo = underWay && left.length > 0 ? `; ${left.length} places (○) are still the example's` : ''
  print(`${outcome}: ${specimens.length} programs, ${runs} gradings, ${seconds} s${toDo}`)
  return complaints.length === 0 ? 0 : 1
}

async function examineAll(options: VerifyOptions, specimens: readonly Specimen[]): Promise<Examined[]> {
  const { root, say, signal, atEnd, print } = options
  // Its own, so that nobody else's work or end can spoil it.
  const own = { WORKSHOP_BROKER: process.env.WORKSHOP_BROKER || 'embedded', WORKSHOP_WARM_MINUTES: '0' }
  const env = { ...process.env, ...own }
  const lease = leaseBroker({ root, env, say, ...(signal && { signal }) })
  atEnd(async () => (await lease)[Symbol.asyncDispose]())
  const left = [...specimens]
  const examined: Examined[] = []
  const work = async () => {
    const grader = Grader.sharing(options, lease)
    atEnd(() => grader.end())
    for (let specimen = left.shift(); specimen; specimen = left.shift()) {
      signal?.throwIfAborted()
      const done = await examine(grader, specimen, options)
      examined.push(done)
      const mark = done.complaints.length === 0 ? '✓' : '✗'
      print(`${mark} ${specimen.name} ${done.results.map(({ ms }) => `${ms} ms`).join(' ')}`)
    }
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work))
  return examined
}
