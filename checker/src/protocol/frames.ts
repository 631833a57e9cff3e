import type { Socket } from 'node:net'
import { MalformedFrame } from './malformed-frame.ts'

const SIZE_BYTES = 4

/** As `socket.request.max.bytes` of a broker has it. */
export const MAX_FRAME_BYTES = 100 * 1024 * 1024

/** Cuts a stream of bytes into frames: each a 32-bit size, then so many bytes. */
export class FrameSplitter {
  #chunks: Buffer[] = []
  #buffered = 0
  /** How much must be buffered before there is anything to cut. */
  #wanted = SIZE_BYTES

  /**
   * Takes the next bytes and gives back the frames that they complete, without their sizes: views where a frame came in
   * one chunk. Throws MalformedFrame on a size below 0 or above 100 MiB; the splitter is of no use after that.
   */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk)
    this.#buffered += chunk.length
    return this.#buffered < this.#wanted ? [] : this.#cut()
  }

  /**
   * A frame that has begun in the chunk that came last: what is there of it, its size included, and how many bytes are to
   * come. Undefined when none has, and when not even the first word of the frame is there.
   */
  get begun(): { readonly bytes: Buffer; readonly missing: number } | undefined {
    const [bytes, ...others] = this.#chunks
    if (!bytes || others.length > 0 || bytes.length < 2 * SIZE_BYTES) return undefined
    return { bytes, missing: this.#wanted - bytes.length }
  }

  /** Bytes of an unfinished frame. */
  get pending(): number {
    return this.#buffered
  }

  #cut(): Buffer[] {
    const frames: Buffer[] = []
    const buffer = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks, this.#buffered)
    let start = 0
    this.#wanted = SIZE_BYTES
    while (buffer.length - start >= SIZE_BYTES) {
      const size = buffer.readInt32BE(start)
      if (size < 0 || size > MAX_FRAME_BYTES) throw new MalformedFrame(`a frame of ${String(size)} bytes`)
      const end = start + SIZE_BYTES + size
      if (end > buffer.length) {
        this.#wanted = SIZE_BYTES + size
        break
      }
      frames.push(buffer.subarray(start + SIZE_BYTES, end))
      start = end
    }
    this.#chunks = start === buffer.length ? [] : [buffer.subarray(start)]
    this.#buffered = buffer.length - start
    return frames
  }
}

/** Writes a frame and its size in one system call and without a copy; false when the socket's buffer is full. */
export function writeFrame(socket: Socket, frame: Buffer): boolean {
  const size = Buffer.allocUnsafe(SIZE_BYTES)
  size.writeInt32BE(frame.length)
  socket.cork()
  socket.write(size)
  const flowing = socket.write(frame)
  socket.uncork()
  return flowing
}
