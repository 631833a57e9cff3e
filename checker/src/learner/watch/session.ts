import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Exercise, type ExerciseDefinition, foldersOf } from '../../catalog/index.ts'
import { type WorkshopError, isWorkshopError } from '../../errors/index.ts'
import { type Bundle, definitionOf } from '../../grading/bundle.ts'
import type { Grader } from '../../grading/grader.ts'
import { phaseLines } from '../../grading/phases.ts'
import type { ExerciseResult } from '../../report/index.ts'
import { deferred } from '../../timing/index.ts'
import { FolderWatch, snapshotOf } from './folder.ts'
import { merged } from './merge.ts'
import { namesModule, partsTouched } from './touched.ts'

export interface SessionOptions {
  readonly root: string
  readonly bundle: Bundle
  readonly grader: Grader
  readonly exercise: Exercise
  /** Something that is shown has changed. */
  readonly onChange: () => void
  /** Is told what each grading came to. */
  readonly onGraded: (result: ExerciseResult) => void
  /** An exercise that had not passed before has passed, by a save. */
  readonly onPass: () => void
}

/** Who saves again does so within seconds, or a while later. */
const REST_AFTER_MS = 3_000
/** EX_SOFTWARE of sysexits.h: the workshop itself is at fault. */
const BUG = 70

/** One exercise that is watched: graded when it begins and after each save. */
export class Session {
  readonly exercise: Exercise
  /** The parts that are being graded. */
  grading: readonly number[] = []
  /** What is known so far, of each part the newest. */
  result: ExerciseResult | undefined
  /** Why some parts cannot be graded; undefined while all can. */
  trouble: WorkshopError | undefined
  #troubled: readonly number[] = []
  /** When the result came, and how long that took from the save, milliseconds; 0 when it was not one. */
  gradedAt: Date | undefined
  tookMs = 0
  /** Where that time went. */
  phases: readonly string[] = []
  readonly #options: SessionOptions
  /** Parts whose verdict is not of the files as they are. */
  readonly #stale: Set<number>
  /** Those of them that the last edit touches. */
  #first: readonly number[] = []
  #savedAt: number | undefined
  #wake = deferred<undefined>()
  #idle = deferred<undefined>()
  #attempt = new AbortController()
  #triedAgain = false
  #ended = false
  #paused = false
  readonly #over: Promise<void>

  /** Begins at once. What is no error of the workshop ends it, and is thrown by `end` and told to `onFailure`. */
  constructor(options: SessionOptions, onFailure: (error: unknown) => void) {
    this.#options = options
    this.exercise = options.exercise
    this.#stale = new Set(this.#all)
    this.#over = this.#go()
    this.#over.catch(onFailure)
  }

  /** Grades all parts anew. */
  again(): void {
    for (const part of this.#all) this.#stale.add(part)
    this.#begin(this.#all)
  }

  /** Abandons what is being graded, and grades nothing until `resume`. Resolves when none of its programs is left. */
  async pause(): Promise<void> {
    this.#paused = true
    this.#attempt.abort()
    while (this.grading.length > 0) await this.#idle.promise
  }

  resume(): void {
    this.#paused = false
    this.#wake.resolve(undefined)
  }

  /** Abandons what is being graded; resolves when nothing of it is left. */
  async end(): Promise<void> {
    this.#ended = true
    this.#attempt.abort()
    this.#wake.resolve(undefined)
    await this.#over
  }

  get #all(): number[] {
    return this.#options.exercise.parts.map(({ number }) => number)
  }

  async #go(): Promise<void> {
    const { root, bundle, exercise } = this.#options
    const definition = await definitionOf(bundle, exercise)
    const watch = new FolderWatch(foldersOf(root, exercise.id).exercise, (files) => this.#saved(files, definition))
    while (!this.#ended) {
      if (this.#stale.size > 0 && !this.#paused) await this.#gradeNext()
      else await this.#wait()
    }
    watch.close()
  }

  async #wait(): Promise<void> {
    const rest = setTimeout(() => void this.#options.grader.rest().catch(() => undefined), REST_AFTER_MS)
    await this.#wake.promise
    clearTimeout(rest)
    this.#wake = deferred()
  }

  #saved(files: readonly string[], definition: ExerciseDefinition): void {
    const touched = partsTouched(files, this.exercise, definition, (file) => this.#isImported(file))
    for (const part of touched) this.#stale.add(part)
    this.#begin(touched)
  }

  #begin(first: readonly number[]): void {
    this.#first = first
    this.#savedAt = performance.now()
    this.#triedAgain = false
    this.#attempt.abort()
    this.#wake.resolve(undefined)
    this.#options.onChange()
  }

  /** The parts that the last edit touches, then the others that are not known. */
  async #gradeNext(): Promise<void> {
    const { grader, exercise, onChange } = this.#options
    const first = this.#first.filter((part) => this.#stale.has(part))
    const parts = first.length > 0 ? first : this.#all.filter((part) => this.#stale.has(part))
    const attempt = (this.#attempt = new AbortController())
    this.#idle = deferred()
    this.grading = parts
    onChange()
    const begun = this.#savedAt ?? performance.now()
    grader.phases.forget()
    try {
      const result = await grader.grade({ exercise, source: { kind: 'learner' }, parts, signal: attempt.signal })
      this.phases = phaseLines(grader.phases.all, begun)
      if (!attempt.signal.aborted) await this.#take(result, parts)
    } catch (error) {
      if (!attempt.signal.aborted) await this.#cannot(error, parts)
    } finally {
      this.grading = []
      this.#idle.resolve(undefined)
      if (!attempt.signal.aborted) onChange()
    }
  }

  async #take(result: ExerciseResult, parts: readonly number[]): Promise<void> {
    const passedBefore = this.result === undefined || this.result.status === 'passed'
    if (parts.some((part) => this.#troubled.includes(part))) this.trouble = undefined
    this.result = merged(this.result, result, this.exercise)
    this.gradedAt = new Date()
    this.tookMs = this.#savedAt === undefined ? 0 : performance.now() - this.#savedAt
    // Nobody has begun what is as it was given.
    if (result.status !== 'not-started' || this.#savedAt !== undefined) this.#options.onGraded(result)
    if (result.status === 'ungradable') return this.#leaseAnew()
    for (const part of parts) this.#stale.delete(part)
    if (this.result.status === 'passed' && !passedBefore) this.#options.onPass()
  }

  /** A broker that does not answer is given back; what could not be graded is graded once more, on another where it had died. */
  async #leaseAnew(): Promise<void> {
    await this.#options.grader.giveBackBroker()
    if (this.#triedAgain) this.#stale.clear()
    this.#triedAgain = true
  }

  /** Without a broker the parts that need none are graded all the same. */
  async #cannot(error: unknown, parts: readonly number[]): Promise<void> {
    if (!isWorkshopError(error) || error.exitCode === BUG) throw error
    const { withoutBroker = [] } = await definitionOf(this.#options.bundle, this.exercise)
    const lacking = parts.filter((part) => !withoutBroker.includes(part))
    // What went wrong otherwise is no matter of the broker.
    this.#troubled = lacking.length > 0 ? lacking : parts
    for (const part of this.#troubled) this.#stale.delete(part)
    this.trouble = error
    await this.#options.grader.giveBackBroker()
  }

  #isImported(file: string): boolean {
    const dir = foldersOf(this.#options.root, this.exercise.id).exercise
    const others = [...snapshotOf(dir).keys()].filter((name) => /\.[cm]?[jt]sx?$/.test(name) && name !== file)
    return others.some((name) => namesModule(textOf(join(dir, name)), file))
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
