import { MalformedFrame } from './malformed-frame.ts'

const TWO_TO_32 = 0x1_0000_0000

/** Reads Kafka's primitive types from a buffer, big-endian; throws MalformedFrame rather than read past its end. */
export class Reader {
  readonly #buffer: Buffer
  #position: number

  constructor(buffer: Buffer, position = 0) {
    this.#buffer = buffer
    this.#position = position
  }

  get position(): number {
    return this.#position
  }

  get remaining(): number {
    return this.#buffer.length - this.#position
  }

  /** Moves past `length` bytes and gives back where they began. */
  #take(length: number): number {
    const start = this.#position
    if (length < 0 || length > this.#buffer.length - start) {
      throw new MalformedFrame(`${String(length)} bytes wanted at ${String(start)} of ${String(this.#buffer.length)}`)
    }
    this.#position = start + length
    return start
  }

  int8(): number {
    return this.#buffer.readInt8(this.#take(1))
  }

  int16(): number {
    return this.#buffer.readInt16BE(this.#take(2))
  }

  int32(): number {
    return this.#buffer.readInt32BE(this.#take(4))
  }

  uint32(): number {
    return this.#buffer.readUInt32BE(this.#take(4))
  }

  int64(): bigint {
    return this.#buffer.readBigInt64BE(this.#take(8))
  }

  /** An int64 as a number: for times, which fit, and at a third of the cost of a bigint. */
  int64AsNumber(): number {
    const start = this.#take(8)
    return this.#buffer.readInt32BE(start) * TWO_TO_32 + this.#buffer.readUInt32BE(start + 4)
  }

  skip(length: number): void {
    this.#take(length)
  }

  /** A view on the next `length` bytes, not a copy. */
  bytes(length: number): Buffer {
    const start = this.#take(length)
    return this.#buffer.subarray(start, start + length)
  }

  text(length: number): string {
    const start = this.#take(length)
    return this.#buffer.toString('utf8', start, start + length)
  }

  /** A zigzag varint of at most five bytes. */
  varint(): number {
    let raw = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#buffer[this.#take(1)] ?? 0
      raw |= (byte & 0x7f) << shift
      if (byte < 0x80) return (raw >>> 1) ^ -(raw & 1)
    }
    throw new MalformedFrame('a varint of more than five bytes')
  }

  /** A zigzag varint of at most ten bytes, as a number: for time differences, which fit. */
  varlongAsNumber(): number {
    let low = 0
    let factor = 1
    for (let count = 0; count < 10; count++) {
      const byte = this.#buffer[this.#take(1)] ?? 0
      low += (byte & 0x7f) * factor
      if (byte < 0x80) return low % 2 === 0 ? low / 2 : -(low + 1) / 2
      factor *= 128
    }
    throw new MalformedFrame('a varlong of more than ten bytes')
  }
}
