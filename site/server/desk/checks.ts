import { html } from 'hono/html'
import { type Exercise, type GradeRequest, UsageError, isWorkshopError, keepGrading } from '#checker'
import type { Site } from '../site.ts'
import { Check } from './check.ts'
import { KeptGrader } from './kept-grader.ts'
import { emptyParts, endedRow, resultBlock, verdictLine } from './result.ts'
import { said } from './said.ts'
import { troubleBlock } from './trouble.ts'

/** Who comes back to a page finds its last check; older ones are forgotten. */
const KEPT = 50

const ofSites = new WeakMap<Site, Checks>()

/** The checks of a site. */
export function checksOf(site: Site): Checks {
  const known = ofSites.get(site)
  if (known) return known
  const checks = new Checks(site)
  ofSites.set(site, checks)
  return checks
}

/** The checks that were asked for, one graded after the other. */
export class Checks {
  readonly #site: Site
  readonly #grader: KeptGrader
  /** In the order in which they were asked for. */
  readonly #known = new Map<string, Check>()
  readonly #waiting: Check[] = []
  #isGrading = false

  constructor(site: Site) {
    this.#site = site
    this.#grader = new KeptGrader(site)
  }

  /** Grades the learner's programs as soon as the checks before it are done. One that waits for the same already is the same. */
  start(exercise: Exercise, part: number | undefined): Check {
    const same = this.#waiting.find((one) => one.exercise.id === exercise.id && one.part === part)
    if (same) return same
    const check = new Check(exercise, part)
    this.#known.set(check.id, check)
    this.#waiting.push(check)
    this.#forget()
    if (this.#isGrading) this.#tellQueue()
    else void this.#gradeAll()
    return check
  }

  /** @throws UsageError `no-such-check` */
  find(id: string): Check {
    const found = this.#known.get(id)
    if (found) return found
    throw new UsageError('There is no such check any more.', {
      code: 'no-such-check',
      fix: 'The workshop was started anew meanwhile, or it was long ago. Check again.',
    })
  }

  /** The last check of an exercise; undefined where there was none. */
  lastOf({ id }: Exercise): Check | undefined {
    return [...this.#known.values()].findLast(({ exercise }) => exercise.id === id)
  }

  async #gradeAll(): Promise<void> {
    this.#isGrading = true
    for (let check = this.#waiting.shift(); check; check = this.#waiting.shift()) {
      this.#tellQueue()
      await this.#grade(check)
    }
    this.#isGrading = false
  }

  #tellQueue(): void {
    this.#waiting.forEach((check, index) => {
      const before = index === 0 ? 'another check is' : `${index + 1} other checks are`
      check.tell('state', html`Waiting: ${before} before it.`)
    })
  }

  async #grade(check: Check): Promise<void> {
    const { exercise, part } = check
    const { root, signal } = this.#site
    check.tell('begun', emptyParts(check))
    check.tell('state', html`${part === undefined ? 'Your programs are' : `Part ${part} is`} being checked …`)
    const notes: string[] = []
    try {
      const request: GradeRequest = {
        exercise,
        source: { kind: 'learner' },
        parts: part === undefined ? undefined : [part],
        typeNotes: true,
        onTest: (test) => check.tell('test', endedRow(test)),
      }
      const result = await this.#grader.grade(request, (line) => check.tell('state', said(line)))
      // Ctrl-C ends what was being graded with: nothing can be told of it.
      signal.throwIfAborted()
      // First, so that whoever sees the verdict finds hints and solutions that agree with it.
      await keepGrading(result, { root, say: (line) => notes.push(line) })
      const whole = { ...result, notes: [...result.notes, ...notes] }
      check.tell('state', verdictLine(whole))
      check.tell('verdict', resultBlock(whole, check))
    } catch (error) {
      if (signal.aborted) return
      this.#tellTrouble(check, error)
    }
  }

  #tellTrouble(check: Check, error: unknown): void {
    const title = isWorkshopError(error) ? 'Nothing was graded.' : 'Not graded: no attempt is lost.'
    check.tell('state', html`<span class="verdict ungradable"><strong>${title}</strong></span>`)
    check.tell('verdict', troubleBlock(error, this.#site))
  }

  #forget(): void {
    for (const check of this.#known.values()) {
      if (this.#known.size <= KEPT) return
      if (check.isOver) this.#known.delete(check.id)
    }
  }
}
