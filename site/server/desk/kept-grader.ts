import {
  type ExerciseResult,
  type GradeRequest,
  Grader,
  definitionOf,
  isWorkshopError,
  needsBroker,
  sweep,
} from '#checker'
import type { Site } from '../site.ts'

/** Who checks again does so within seconds, or a while later. */
const REST_AFTER_MS = 3_000

/** The site's grader: made by the first check, kept with its broker for those that follow, ended with the site. One grading at a time. */
export class KeptGrader {
  readonly #site: Site
  #grader: Promise<Grader> | undefined
  /** Where what the grader says goes: to the check that goes on. */
  #say: (line: string) => void = () => undefined
  #resting: NodeJS.Timeout | undefined

  constructor(site: Site) {
    this.#site = site
  }

  /** As `Grader.grade`. What fails leaves no broker behind that is sick: the next grading looks for one. */
  async grade(request: GradeRequest, say: (line: string) => void): Promise<ExerciseResult> {
    clearTimeout(this.#resting)
    this.#say = say
    const making = (this.#grader ??= this.#make(request))
    let grader: Grader | undefined
    try {
      grader = await making
      const result = await grader.grade(request)
      if (result.status === 'ungradable') await grader.giveBackBroker()
      return result
    } catch (error) {
      await this.#afterFailure(grader, error)
      throw error
    } finally {
      this.#say = () => undefined
      this.#restLater(grader)
    }
  }

  async #make({ exercise, parts }: GradeRequest): Promise<Grader> {
    const { root, bundle, signal, atEnd } = this.#site
    const [definition, deadRuns] = await Promise.all([definitionOf(bundle, exercise), sweep(root)])
    // From here to `atEnd` nothing is waited for: a site that ends finds it.
    signal.throwIfAborted()
    const say = (line: string) => this.#say(line)
    const onBrokerDied = (why: Error) => say(why.message)
    const broker = needsBroker(definition, exercise, parts ?? null)
    const grader = Grader.create({ root, bundle, say, signal, deadRuns, onBrokerDied }, { broker })
    atEnd(() => grader.end())
    return grader
  }

  async #afterFailure(grader: Grader | undefined, error: unknown): Promise<void> {
    // The site's end ends it.
    if (this.#site.signal.aborted) return
    if (grader && isWorkshopError(error)) return grader.giveBackBroker()
    // Nobody knows what state it is in.
    this.#grader = undefined
    await grader?.[Symbol.asyncDispose]()
  }

  #restLater(grader: Grader | undefined): void {
    if (this.#site.signal.aborted) return
    this.#resting = setTimeout(() => void grader?.rest().catch(() => undefined), REST_AFTER_MS)
    this.#resting.unref()
  }
}
