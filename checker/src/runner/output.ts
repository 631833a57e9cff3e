import { StringDecoder } from 'node:string_decoder'

/** Bytes kept of one stream from its beginning. */
export const KEPT_BYTES = 64 * 1024
/** Bytes kept of its end besides, once it has grown past that: a program's last line may be graded. */
const KEPT_TAIL_BYTES = 16 * 1024

/**
 * One output stream of a program: its beginning line by line as it comes, its end once it has ended, and a count of all.
 * Takes bytes as fast as they come; past what is kept a chunk costs next to nothing.
 */
export class Output {
  bytes = 0
  /** Whole lines without their end, oldest first; of a long output those of its beginning, then those of its end. */
  readonly lines: string[] = []
  readonly #head: Buffer[] = []
  #headBytes = 0
  #tail: Buffer[] = []
  #tailBytes = 0
  #partialLine = ''
  readonly #decoder = new StringDecoder('utf8')
  readonly #onLine: (line: string, exact: boolean) => void

  /** `onLine` is told each line when it comes. `exact` is false for the last line of an output too long to keep. */
  constructor(onLine: (line: string, exact: boolean) => void) {
    this.#onLine = onLine
  }

  push(chunk: Buffer): void {
    this.bytes += chunk.length
    const kept = chunk.subarray(0, KEPT_BYTES - this.#headBytes)
    if (kept.length > 0) {
      this.#head.push(kept)
      this.#headBytes += kept.length
      this.#addText(this.#decoder.write(kept))
    }
    if (kept.length < chunk.length) this.#keepTail(chunk.subarray(kept.length))
  }

  /** To be called once, when nothing more will come: a last line without line end is a line too. */
  end(): void {
    const lost = this.#lostBytes
    const tail = Buffer.concat(this.#tail)
    if (tail.length > 0) {
      const whole = lost === 0 ? tail : tail.subarray(tail.indexOf('\n') + 1 || tail.length)
      if (lost > 0) this.#partialLine = ''
      const lines = (this.#partialLine + this.#decoder.write(whole) + this.#decoder.end())
        .split('\n')
        .map(withoutReturn)
      if (lines.at(-1) === '') lines.pop()
      this.lines.push(...lines)
      const last = lines.at(-1)
      if (last !== undefined) this.#onLine(last, false)
    } else {
      this.#partialLine += this.#decoder.end()
      if (this.#partialLine !== '') this.#addText('\n')
    }
    this.#partialLine = ''
  }

  /** What was kept, as text; a line in the middle says how much is missing there. */
  text(): string {
    const head = Buffer.concat(this.#head).toString()
    const gap = this.#lostBytes > 0 ? `\n[${this.#lostBytes} bytes not kept]\n` : ''
    return head + gap + Buffer.concat(this.#tail).toString()
  }

  get #lostBytes(): number {
    return this.bytes - this.#headBytes - this.#tailBytes
  }

  #addText(text: string): void {
    const lines = (this.#partialLine + text).split('\n')
    this.#partialLine = lines.pop() ?? ''
    for (const line of lines.map(withoutReturn)) {
      this.lines.push(line)
      this.#onLine(line, true)
    }
  }

  #keepTail(chunk: Buffer): void {
    // Copied, so that a small piece does not keep the whole chunk of the stream in memory.
    this.#tail.push(Buffer.from(chunk.subarray(-KEPT_TAIL_BYTES)))
    this.#tailBytes = this.#tail.reduce((sum, { length }) => sum + length, 0)
    for (let first = this.#tail[0]; first && this.#tailBytes - first.length >= KEPT_TAIL_BYTES; first = this.#tail[0]) {
      this.#tail.shift()
      this.#tailBytes -= first.length
    }
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}
