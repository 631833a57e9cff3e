import type { Duplex } from 'node:stream'

/** Of what one process may say: far above what an exercise needs, and nothing that the checker could not hold. */
const LIMITS = { lineBytes: 1_000_000, bytes: 64_000_000, lines: 100_000 }

const LINE_FEED = 0x0a

export interface ChannelOptions {
  /** All whole lines that came at once, in their order. */
  readonly onLines: (lines: readonly string[]) => void
  /** It said too much; nothing more of it is read. */
  readonly onTooMuch: (what: string) => void
  /** The other end is closed. */
  readonly onEnd: () => void
}

/** Lines of text to and from a child process, with limits on what that may say. */
export class Channel {
  readonly #stream: Duplex
  readonly #options: ChannelOptions
  #partial: Buffer[] = []
  #partialBytes = 0
  #bytes = 0
  #lines = 0
  #closed = false

  constructor(stream: Duplex, options: ChannelOptions) {
    this.#stream = stream
    this.#options = options
    stream.on('data', (chunk: Buffer) => this.#take(chunk))
    // A process that ends while it is written to: its end is told elsewhere.
    stream.on('error', () => undefined)
    stream.once('close', () => {
      this.#closed = true
      options.onEnd()
    })
  }

  /** Lost when the other end is closed. */
  send(message: object): void {
    if (!this.#closed) this.#stream.write(`${JSON.stringify(message)}\n`)
  }

  #take(chunk: Buffer): void {
    if (this.#closed) return
    const lines: string[] = []
    let from = 0
    for (let to = chunk.indexOf(LINE_FEED); to !== -1; to = chunk.indexOf(LINE_FEED, from)) {
      lines.push(Buffer.concat([...this.#partial, chunk.subarray(from, to)]).toString('utf8'))
      this.#partial = []
      this.#partialBytes = 0
      from = to + 1
    }
    this.#partial.push(chunk.subarray(from))
    this.#partialBytes += chunk.length - from
    this.#bytes += chunk.length
    this.#lines += lines.length
    const tooMuch = this.#tooMuch(lines)
    if (tooMuch === undefined) return this.#options.onLines(lines)
    this.#closed = true
    this.#partial = []
    this.#options.onTooMuch(tooMuch)
  }

  #tooMuch(lines: readonly string[]): string | undefined {
    const longest = Math.max(this.#partialBytes, ...lines.map(({ length }) => length))
    if (longest > LIMITS.lineBytes) return `a message of more than ${LIMITS.lineBytes / 1e6} MB`
    if (this.#lines > LIMITS.lines) return `more than ${LIMITS.lines} messages`
    return this.#bytes > LIMITS.bytes ? `more than ${LIMITS.bytes / 1e6} MB of messages` : undefined
  }
}
