import type { ReadStream, WriteStream } from 'node:tty'
import type { Exercise } from '../../catalog/index.ts'
import { isWorkshopError, messageOf } from '../../errors/index.ts'
import type { Bundle } from '../../grading/bundle.ts'
import { Grader } from '../../grading/grader.ts'
import type { ExerciseResult } from '../../report/index.ts'
import { type Style, styleFor } from '../../report/style.ts'
import { lines } from '../../report/text.ts'
import { visible } from '../../report/visible.ts'
import { deferred } from '../../timing/index.ts'
import { bodyOf, statusOf, verdictOf } from './body.ts'
import { type View, layout } from './layout.ts'
import { type Pane, type PaneKey, textPane } from './panes.ts'
import { Session } from './session.ts'
import { Terminal } from './terminal.ts'

export interface WatchOptions {
  readonly root: string
  readonly bundle: Bundle
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
  readonly input: ReadStream
  readonly output: WriteStream
  readonly exercises: readonly Exercise[]
  /** The one to begin with. */
  readonly exercise: Exercise
  /** Goes on to the next exercise by itself when one has passed. */
  readonly auto: boolean
  readonly details: boolean
  /** The keys that show something in a pane, in the order of the last row. */
  readonly paneKeys: readonly PaneKey[]
  /** Keeps what a grading came to; `say`: what there is to say of it. */
  readonly keep: (result: ExerciseResult, say: (line: string) => void) => Promise<void>
  /** As `Grader` has it. */
  readonly deadRuns: readonly string[]
  /** Whether the exercise to begin with needs a broker: it is leased at once then. */
  readonly broker: boolean
}

/** Lines are read, not stretched. */
const WIDEST = 100
const NARROWEST = 10
const CTRL_C = 130

/** Watches an exercise on the whole terminal until the learner quits. */
export class Watch {
  readonly #options: WatchOptions
  readonly #grader: Grader
  readonly #terminal: Terminal
  readonly #quit = deferred<number>()
  #wanted: Exercise
  #session: Session | undefined
  #isSwitching = false
  #pane: (Pane & { readonly key: string; readonly times: number }) | undefined
  /** What has happened beside gradings, until the next key or grading. */
  #notice: string | undefined
  #said: string | undefined
  #kept: Promise<void> = Promise.resolve()
  #top = 0
  #page = 0

  constructor(options: WatchOptions) {
    this.#options = options
    this.#wanted = options.exercise
    const { root, bundle, env, signal, deadRuns, broker, input, output } = options
    const say = (line: string) => {
      this.#said = visible(line)
      this.#paint()
    }
    const onBrokerDied = (why: Error) => this.#brokerDied(why)
    this.#grader = Grader.create({ root, bundle, env, say, signal, deadRuns, onBrokerDied }, { broker })
    this.#terminal = new Terminal({
      ...{ input, output, onKey: (key) => this.#press(key) },
      onLost: () => {
        this.#session?.resume()
        this.#paint()
      },
    })
  }

  /** Takes the terminal, and resolves with the exit code when the learner quits. Rejects for what is a bug of the workshop. */
  async run(): Promise<number> {
    this.#terminal.enter()
    this.#goTo(this.#options.exercise)
    try {
      return await this.#quit.promise
    } finally {
      this.leave()
    }
  }

  /** Gives the terminal back, at once. */
  leave(): void {
    this.#terminal.leave()
  }

  /** Ends what is being graded, and gives the broker back. */
  async end(): Promise<void> {
    await this.#grader.end()
    await this.#kept
  }

  /** The verdict that was last on the screen, for who comes back to the shell. */
  get lastWord(): string {
    const verdict = this.#session ? verdictOf(this.#session, this.#style) : ''
    return `${this.#wanted.id}: ${verdict || 'not graded.'}`
  }

  #goTo(exercise: Exercise | undefined): void {
    if (!exercise) return
    this.#wanted = exercise
    this.#top = 0
    this.#pane = undefined
    if (!this.#isSwitching) void this.#switch().catch((error: unknown) => this.#quit.reject(error))
    this.#paint()
  }

  async #switch(): Promise<void> {
    const { root, bundle } = this.#options
    this.#isSwitching = true
    while (this.#session?.exercise !== this.#wanted) {
      await this.#session?.end()
      const exercise = this.#wanted
      const [onChange, onPass] = [() => this.#changed(), () => this.#passed(exercise)]
      const onGraded = (result: ExerciseResult) => this.#keep(result)
      const options = { root, bundle, grader: this.#grader, exercise, onChange, onGraded, onPass }
      this.#session = new Session(options, (error) => this.#quit.reject(error))
    }
    this.#isSwitching = false
    this.#paint()
  }

  #changed(): void {
    if (this.#session?.grading.length === 0) this.#said = undefined
    this.#paint()
  }

  readonly #note = (line: string) => {
    this.#notice = line
    this.#paint()
  }

  /** After the verdict is on the screen, one after the other. */
  #keep(result: ExerciseResult): void {
    this.#kept = this.#kept
      .then(() => this.#options.keep(result, this.#note))
      .catch((error: unknown) => this.#quit.reject(error))
  }

  #passed(exercise: Exercise): void {
    const next = this.#neighbour(1)
    if (!this.#options.auto || !next) return
    this.#notice = `${exercise.id} has passed. On to ${next.id}.`
    this.#goTo(next)
  }

  #brokerDied(why: Error): void {
    this.#note(`${why.message} A broker is looked for again.`)
    // What is being graded comes to nothing, and is graded once more: that leases anew.
    if (this.#session?.grading.length) return
    this.#grader
      .broker()
      .then(
        () => this.#note('The broker had ended. There is one again.'),
        (error: unknown) => this.#note(`${why.message} ${messageOf(error)}`),
      )
      .finally(() => (this.#said = undefined))
  }

  #neighbour(step: number): Exercise | undefined {
    const { exercises } = this.#options
    return exercises[exercises.findIndex(({ id }) => id === this.#wanted.id) + step]
  }

  #press(key: string): void {
    this.#notice = undefined
    const act = this.#keys[key]
    const pane = this.#options.paneKeys.find((one) => one.key === key)
    if (act) act()
    else if (pane) void this.#open(pane)
    this.#paint()
  }

  readonly #keys: Readonly<Record<string, () => void>> = {
    n: () => this.#step(1, 'This is the last exercise.'),
    p: () => this.#step(-1, 'This is the first exercise.'),
    r: () => {
      this.#pane = undefined
      this.#session?.again()
    },
    q: () => this.#quit.resolve(0),
    escape: () => this.#close(),
    return: () => this.#close(),
    'ctrl-c': () => this.#quit.resolve(CTRL_C),
    'ctrl-z': () => void this.#suspend(),
    'ctrl-l': () => this.#terminal.refresh(),
    up: () => (this.#top -= 1),
    down: () => (this.#top += 1),
    k: () => (this.#top -= 1),
    j: () => (this.#top += 1),
    pageup: () => (this.#top -= Math.max(1, this.#page - 1)),
    pagedown: () => (this.#top += Math.max(1, this.#page - 1)),
    space: () => (this.#top += Math.max(1, this.#page - 1)),
    home: () => (this.#top = 0),
    end: () => (this.#top = Number.MAX_SAFE_INTEGER),
  }

  #step(step: number, nowhere: string): void {
    const next = this.#neighbour(step)
    if (next) this.#goTo(next)
    else this.#notice = nowhere
  }

  async #suspend(): Promise<void> {
    await this.#session?.pause()
    this.#terminal.suspend()
  }

  async #open({ key, show }: PaneKey): Promise<void> {
    const { root, exercises } = this.#options
    const [exercise, result] = [this.#wanted, this.#session?.result]
    const times = this.#pane?.key === key ? this.#pane.times + 1 : 1
    let pane: Pane
    try {
      pane = await show({ root, exercise, exercises, result, times, say: this.#note })
    } catch (error) {
      if (!isWorkshopError(error)) return this.#quit.reject(error)
      pane = textPane('This cannot be shown', `${error.message}\n${error.fix}`)
    }
    if (this.#wanted !== exercise) return
    this.#pane = { ...pane, key, times }
    this.#top = 0
    this.#paint()
  }

  #close(): void {
    this.#pane = undefined
    this.#top = 0
  }

  get #style(): Style {
    const { output, env } = this.#options
    const width = Math.max(NARROWEST, Math.min(WIDEST, this.#terminal.size.columns))
    return { ...styleFor(output, env), width }
  }

  #paint(): void {
    const style = this.#style
    const { rows, top, page } = layout(this.#view(style), this.#terminal.size, style)
    this.#top = top
    this.#page = page
    this.#terminal.paint(rows)
  }

  #view(style: Style): View {
    const exercise = this.#wanted
    // While another exercise is wanted, the session is still the old one's.
    const session = this.#session?.exercise === exercise ? this.#session : undefined
    const statusOfPart = (number: number) => session?.result?.parts.find(({ part }) => part === number)?.status
    return {
      number: exercise.id.slice(0, 2),
      title: exercise.title,
      parts: exercise.parts.map(({ number }) => ({
        number,
        status: statusOfPart(number) ?? 'unknown',
        grading: session?.grading.includes(number) ?? false,
      })),
      status: this.#pane ? `${this.#pane.title} (Enter closes)` : session ? statusOf(session, this.#said, style) : '',
      body: [...this.#noticeLines(style), ...(this.#pane?.lines(style) ?? this.#result(session, style))],
      top: this.#top,
      keys: this.#footer,
    }
  }

  get #footer(): View['keys'] {
    const panes = this.#options.paneKeys.map(({ key, what }) => [key, what] as const)
    return [['n', 'next'], ['p', 'previous'], ['r', 'again'], ...panes, ['q', 'quit']]
  }

  #noticeLines(style: Style): string[] {
    return this.#notice === undefined ? [] : [...lines(visible(this.#notice), style.width), '']
  }

  #result(session: Session | undefined, style: Style): string[] {
    const { details } = this.#options
    return session ? bodyOf(session, { details, next: this.#neighbour(1) }, style) : []
  }
}
