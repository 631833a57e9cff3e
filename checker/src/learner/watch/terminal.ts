import { type Key, emitKeypressEvents } from 'node:readline'
import type { ReadStream, WriteStream } from 'node:tty'
import { columns } from '../../report/text.ts'

/** In this order: the other screen, so that what stood here comes back at the end; no cursor; no line that wraps by itself. */
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J'
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l'
/** A terminal that knows them shows what lies between at once (DEC mode 2026); others pass over them. */
const [TOGETHER, SHOW] = ['\x1b[?2026h', '\x1b[?2026l']
const WITHOUT_SIZE = { columns: 80, rows: 24 }
/** A stop that does not come by then never will: nobody is there to take over the terminal. */
const STOP_LIMIT_MS = 200

export interface Size {
  readonly columns: number
  readonly rows: number
}

export interface TerminalOptions {
  readonly input: ReadStream
  readonly output: WriteStream
  /** A key by its name (`up`, `n`, `return`); with Ctrl `ctrl-c`. */
  readonly onKey: (key: string) => void
  /** All has to be painted anew: its size changed, or another program had it. */
  readonly onLost: () => void
}

/** The whole terminal for the time of a command: keys one by one, and rows of which only those are written that changed. */
export class Terminal {
  readonly #options: TerminalOptions
  #rows: readonly string[] = []
  #entered = false
  #over = false
  readonly #press = (text: string | undefined, key: Key) => this.#options.onKey(nameOf(text, key))
  readonly #resized = () => this.#lost()
  readonly #continued = () => {
    this.#entered = false
    this.enter()
  }

  constructor(options: TerminalOptions) {
    this.#options = options
    emitKeypressEvents(options.input)
  }

  get size(): Size {
    const { columns, rows } = this.#options.output
    return { columns: columns || WITHOUT_SIZE.columns, rows: rows || WITHOUT_SIZE.rows }
  }

  /** Takes the terminal; nothing when it has it, or has given it back for good. */
  enter(): void {
    if (this.#entered || this.#over) return
    this.#entered = true
    const { input, output } = this.#options
    output.write(ENTER)
    input.setRawMode(true)
    input.off('keypress', this.#press).on('keypress', this.#press).resume()
    output.off('resize', this.#resized).on('resize', this.#resized)
    process.off('SIGCONT', this.#continued).on('SIGCONT', this.#continued)
    process.off('exit', this.#leave).on('exit', this.#leave)
    this.#lost()
  }

  /** Gives the terminal back as it was, for good. Works at the end of a process too. */
  leave(): void {
    this.#over = true
    process.off('SIGCONT', this.#continued)
    process.off('exit', this.#leave)
    this.#leave()
  }

  /** Stops the command with all of its job, as Ctrl-Z does where nobody reads keys; takes the terminal again when it goes on. */
  suspend(): void {
    this.#leave()
    // npm and its shell stop with us: else nobody would see that we have.
    process.kill(0, 'SIGTSTP')
    setTimeout(() => this.enter(), STOP_LIMIT_MS)
  }

  /** Writes all rows anew with the next `paint`, for a screen that something else wrote to. */
  refresh(): void {
    this.#lost()
  }

  /** Shows these rows, as many as the terminal has and none wider. */
  paint(rows: readonly string[]): void {
    if (!this.#entered) return
    const { columns: width } = this.size
    const changed = rows.flatMap((row, index) => {
      if (row === this.#rows[index]) return []
      // In the last column it would take away the sign that was just written there.
      const rest = columns(row) < width ? '\x1b[K' : ''
      return [`\x1b[${index + 1};1H${row}\x1b[0m${rest}`]
    })
    this.#rows = rows
    if (changed.length > 0) this.#options.output.write(`${TOGETHER}${changed.join('')}${SHOW}`)
  }

  readonly #leave = () => {
    if (!this.#entered) return
    this.#entered = false
    const { input, output } = this.#options
    output.off('resize', this.#resized)
    input.off('keypress', this.#press).pause()
    // A terminal that is gone has nothing to be given back.
    if (!input.destroyed) input.setRawMode(false)
    output.write(LEAVE)
  }

  #lost(): void {
    this.#rows = []
    this.#options.output.write('\x1b[2J')
    this.#options.onLost()
  }
}

function nameOf(text: string | undefined, { name, ctrl, sequence }: Key): string {
  if (ctrl && name !== undefined) return `ctrl-${name}`
  return name ?? text ?? sequence ?? ''
}
