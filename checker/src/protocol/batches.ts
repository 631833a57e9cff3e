import type { FetchedRecord } from '../evidence/index.ts'
import type { Batch } from './batch.ts'
import { compressionOf } from './compression.ts'
import { crc32c } from './crc32c.ts'
import { decodeLegacyMessage } from './legacy-messages.ts'
import { MalformedFrame } from './malformed-frame.ts'
import { BATCH_HEADER_BYTES, type PackedRecords, checkRecords, decodeRecords } from './records.ts'

/** Base offset and length, which the length does not count. */
export const BATCH_PREFIX_BYTES = 12
/** Where the bytes that the checksum covers begin: the attributes. */
export const BATCH_CRC_START = 21

/**
 * Reads the batches of a Produce request or a Fetch response. All of it is checked now; the records are made when they are
 * first asked for, and their keys and values are views on `buffer` unless it was compressed. A last batch that is cut off is dropped where that `mayBeCutOff`, as in a Fetch response. Throws
 * MalformedFrame for anything else that is not right, the checksum included unless `checkCrc` is false.
 */
export function decodeBatches(
  buffer: Buffer,
  { checkCrc = true, mayBeCutOff = true }: { checkCrc?: boolean; mayBeCutOff?: boolean } = {},
): Batch[] {
  const batches: Batch[] = []
  let start = 0
  while (buffer.length - start >= BATCH_PREFIX_BYTES) {
    const length = buffer.readInt32BE(start + 8)
    if (length < 0) throw new MalformedFrame(`a batch of ${String(length)} bytes`)
    const end = start + BATCH_PREFIX_BYTES + length
    if (end > buffer.length) break
    batches.push(decodeBatch(buffer.subarray(start, end), checkCrc))
    start = end
  }
  if (start < buffer.length && !mayBeCutOff) throw new MalformedFrame('a batch that is cut off')
  return batches
}

function decodeBatch(bytes: Buffer, checkCrc: boolean): Batch {
  // The byte after base offset, length and leader epoch (or, in the old formats, the checksum) tells the format.
  const magic = bytes[16]
  if (magic === 0 || magic === 1) return decodeLegacyMessage(bytes, checkCrc)
  if (magic !== 2 || bytes.length < BATCH_HEADER_BYTES) throw new MalformedFrame(`a batch of format ${String(magic)}`)
  if (checkCrc && bytes.readUInt32BE(17) !== crc32c(bytes.subarray(BATCH_CRC_START))) {
    throw new MalformedFrame('a batch with a wrong checksum')
  }
  const attributes = bytes.readInt16BE(BATCH_CRC_START)
  const compression = compressionOf(attributes)
  const baseOffset = bytes.readBigInt64BE(0)
  const count = bytes.readInt32BE(57)
  const packed: PackedRecords | undefined =
    compression === 'none' || compression === 'gzip'
      ? { batch: bytes, compression, count, baseOffset, appendTime: (attributes & 0x08) !== 0 }
      : undefined
  if (packed) checkRecords(packed)
  let records: readonly FetchedRecord[] | undefined
  return {
    baseOffset,
    lastOffset: baseOffset + BigInt(bytes.readInt32BE(23)),
    magic,
    compression,
    transactional: (attributes & 0x10) !== 0,
    control: (attributes & 0x20) !== 0,
    producerId: bytes.readBigInt64BE(43),
    producerEpoch: bytes.readInt16BE(51),
    baseSequence: bytes.readInt32BE(53),
    count,
    readable: packed !== undefined,
    get records() {
      records ??= packed && decodeRecords(packed)
      return records
    },
  }
}
