import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FrameSplitter, MAX_FRAME_BYTES, MalformedFrame } from '../../src/protocol/index.ts'

const framed = (payload: Uint8Array) => {
  const size = Buffer.alloc(4)
  size.writeInt32BE(payload.length)
  return Buffer.concat([size, payload])
}

describe('a stream of bytes', () => {
  test('is cut into the same frames, however it arrives', () => {
    const payloads = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 })
    fc.assert(
      fc.property(payloads, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (frames, sizes) => {
        const stream = Buffer.concat(frames.map(framed))
        const splitter = new FrameSplitter()
        const seen: Buffer[] = []
        for (let start = 0, turn = 0; start < stream.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1
          seen.push(...splitter.push(stream.subarray(start, start + size)).map((frame) => Buffer.from(frame)))
          start += size
        }
        expect(seen.map((frame) => frame.toString('hex'))).toEqual(
          frames.map((frame) => Buffer.from(frame).toString('hex')),
        )
        expect(splitter.pending).toBe(0)
      }),
    )
  })

  test.each([-1, -0x80000000, MAX_FRAME_BYTES + 1])('is refused with a frame of %i bytes', (size) => {
    const bytes = Buffer.alloc(8)
    bytes.writeInt32BE(size)
    expect(() => new FrameSplitter().push(bytes)).toThrow(MalformedFrame)
  })

  test('tells of a frame that has begun what is there and what is missing, once its first word can be read', () => {
    const frame = framed(Buffer.from('abcdefgh'))
    const splitter = new FrameSplitter()
    splitter.push(Buffer.concat([frame, frame.subarray(0, 9)]))
    expect(splitter.begun).toEqual({ bytes: frame.subarray(0, 9), missing: 3 })
    splitter.push(frame.subarray(9))
    expect(splitter.begun).toBeUndefined()
    splitter.push(frame.subarray(0, 7))
    expect(splitter.begun).toBeUndefined()
  })

  test('that ends in the middle of a frame says how much is left over', () => {
    const splitter = new FrameSplitter()
    expect(splitter.push(framed(Buffer.from('abc')).subarray(0, 5))).toEqual([])
    expect(splitter.pending).toBe(5)
  })
})
