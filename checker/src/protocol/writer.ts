/** Writes Kafka's primitive types, big-endian, into a buffer that grows. */
export class Writer {
  #buffer: Buffer
  #length = 0

  constructor(sizeHint = 256) {
    this.#buffer = Buffer.allocUnsafe(sizeHint)
  }

  /** What was written so far: a view, valid until the next write. */
  get buffer(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  get length(): number {
    return this.#length
  }

  #grow(by: number): number {
    const start = this.#length
    const end = start + by
    if (end > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(end, this.#buffer.length * 2))
      this.#buffer.copy(larger, 0, 0, start)
      this.#buffer = larger
    }
    this.#length = end
    return start
  }

  int8(value: number): void {
    const start = this.#grow(1)
    this.#buffer.writeInt8(value, start)
  }

  int16(value: number): void {
    const start = this.#grow(2)
    this.#buffer.writeInt16BE(value, start)
  }

  int32(value: number): void {
    const start = this.#grow(4)
    this.#buffer.writeInt32BE(value, start)
  }

  uint32(value: number): void {
    const start = this.#grow(4)
    this.#buffer.writeUInt32BE(value, start)
  }

  int64(value: bigint): void {
    const start = this.#grow(8)
    this.#buffer.writeBigInt64BE(value, start)
  }

  bytes(value: Buffer): void {
    const start = this.#grow(value.length)
    value.copy(this.#buffer, start)
  }

  /** A zigzag varint; `value` is a 32-bit integer. */
  varint(value: number): void {
    let raw = ((value << 1) ^ (value >> 31)) >>> 0
    while (raw >= 0x80) {
      this.#byte((raw & 0x7f) | 0x80)
      raw >>>= 7
    }
    this.#byte(raw)
  }

  /** A zigzag varint of a safe integer. */
  varlong(value: number): void {
    let raw = value >= 0 ? value * 2 : -value * 2 - 1
    while (raw >= 0x80) {
      this.#byte((raw % 0x80) + 0x80)
      raw = Math.floor(raw / 0x80)
    }
    this.#byte(raw)
  }

  #byte(value: number): void {
    const start = this.#grow(1)
    this.#buffer[start] = value
  }
}
