import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MalformedFrame, decodeBatches, encodeBatch } from '../../src/protocol/index.ts'
import { BATCH_CRC_START } from '../../src/protocol/batches.ts'
import { BATCH_HEADER_BYTES } from '../../src/protocol/records.ts'

const bytes = fc.option(fc.uint8Array({ maxLength: 30 }).map((value) => Buffer.from(value)))
const record = fc.record({
  key: bytes,
  value: bytes,
  headers: fc.array(fc.record({ key: fc.string({ maxLength: 8 }), value: bytes }), { maxLength: 3 }),
  timestamp: fc.integer({ min: 0, max: 4_102_444_800_000 }),
})

describe('a batch', () => {
  test.each(['none', 'gzip'] as const)('reads as it was written, compression %s', (compression) => {
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 5 }),
        fc.bigInt({ min: 0n, max: 2n ** 40n }),
        (records, baseOffset) => {
          const [batch, ...others] = decodeBatches(encodeBatch(records, { baseOffset, compression }))
          expect(others).toEqual([])
          expect(batch?.records).toEqual(records.map((one, index) => ({ ...one, offset: baseOffset + BigInt(index) })))
        },
      ),
      { numRuns: 60 },
    )
  })

  test('that is cut off at the end of a Fetch response is dropped, those before it are read; anywhere else it is malformed', () => {
    const one = encodeBatch([{ value: 'a' }])
    const cutOff = Buffer.concat([one, one.subarray(0, one.length - 3)])
    expect(decodeBatches(cutOff)).toHaveLength(1)
    expect(() => decodeBatches(cutOff, { mayBeCutOff: false })).toThrow(MalformedFrame)
  })

  test('with one bit turned is refused by its checksum', () => {
    const batch = encodeBatch([{ key: 'k', value: 'v' }], { timestamp: 0 })
    const last = batch.length - 1
    batch[last] = (batch[last] ?? 0) ^ 1
    expect(() => decodeBatches(batch)).toThrow(MalformedFrame)
  })

  test.each(['none', 'gzip'] as const)(
    'in which a byte is wrong is refused at once, or its records can be made, compression %s',
    (compression) => {
      const records = fc.array(record, { minLength: 1, maxLength: 5 })
      fc.assert(
        fc.property(records, fc.nat(), fc.nat({ max: 255 }), (written, place, byte) => {
          const buffer = encodeBatch(written, { compression })
          buffer[BATCH_HEADER_BYTES + (place % (buffer.length - BATCH_HEADER_BYTES))] = byte
          let batches
          try {
            batches = decodeBatches(buffer, { checkCrc: false })
          } catch (error) {
            expect(error).toBeInstanceOf(MalformedFrame)
            return
          }
          for (const { count, records: made } of batches) expect(made).toHaveLength(count)
        }),
        { numRuns: 1_000 },
      )
    },
  )

  test('that no codec of ours can read says so, and how many records it holds', () => {
    const batch = encodeBatch([{ value: 'a' }, { value: 'b' }])
    batch.writeInt16BE(4, BATCH_CRC_START)
    expect(decodeBatches(batch, { checkCrc: false })).toMatchObject([
      { compression: 'zstd', readable: false, count: 2, records: undefined },
    ])
  })

  test('of garbage is refused as malformed or read, and never breaks the decoder', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 150 }), fc.constantFrom(0, 1, 2, 3), (garbage, magic) => {
        const buffer = Buffer.from(garbage)
        if (buffer.length > 16) {
          buffer.writeInt32BE(buffer.length - 12, 8)
          buffer[16] = magic
        }
        try {
          for (const batch of decodeBatches(buffer, { checkCrc: false })) void batch.records
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedFrame)
        }
      }),
      { numRuns: 3_000 },
    )
  })
})
