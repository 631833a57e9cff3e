import { StringDecoder } from 'node:string_decoder'
import { visible } from '#checker'

const LINES_KEPT = 4
const LINE_SIGNS = 200

/** The last lines that a program has printed, short enough to be shown, with nothing in them that a page could stumble over. */
export class LastLines {
  readonly #decoder = new StringDecoder('utf8')
  #lines: readonly string[] = []
  #partial = ''

  add(chunk: Buffer): void {
    const lines = (this.#partial + this.#decoder.write(chunk)).split('\n')
    // A line without an end must not grow for ever.
    this.#partial = (lines.pop() ?? '').slice(0, LINE_SIGNS * 2)
    this.say(...lines)
  }

  /** Adds lines as they are. */
  say(...lines: readonly string[]): void {
    this.#lines = [...this.#lines, ...lines.map(shortened)].slice(-LINES_KEPT)
  }

  get all(): readonly string[] {
    return this.#lines
  }
}

function shortened(line: string): string {
  const shown = visible(line.trimEnd())
  return shown.length > LINE_SIGNS ? `${shown.slice(0, LINE_SIGNS)}…` : shown
}
