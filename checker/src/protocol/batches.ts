import { gunzipSync } from 'node:zlib'
import type { FetchedRecord } from '../evidence/index.ts'
import type { Batch } from './batch.ts'
import { type Compression, compressionOf } from './compression.ts'
import { crc32c } from './crc32c.ts'
import { MAX_FRAME_BYTES } from './frames.ts'
import { decodeLegacyMessage } from './legacy-messages.ts'
import { MalformedFrame } from './malformed-frame.ts'
import { Reader } from './reader.ts'

/** Base offset and length, which the length does not count. */
export const BATCH_PREFIX_BYTES = 12
/** Where the bytes that the checksum covers begin: the attributes. */
export const BATCH_CRC_START = 21
/** Everything before the records. */
export const BATCH_HEADER_BYTES = 61

/**
 * Reads the batches of a Produce request or a Fetch response; keys and values are views on `buffer` unless it was
 * compressed. A last batch that is cut off is dropped where that `mayBeCutOff`, as in a Fetch response. Throws
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
  const control = (attributes & 0x20) !== 0
  return {
    baseOffset,
    lastOffset: baseOffset + BigInt(bytes.readInt32BE(23)),
    magic,
    compression,
    transactional: (attributes & 0x10) !== 0,
    control,
    producerId: bytes.readBigInt64BE(43),
    producerEpoch: bytes.readInt16BE(51),
    baseSequence: bytes.readInt32BE(53),
    records: decodeRecords(bytes, { baseOffset, compression, appendTime: (attributes & 0x08) !== 0 }),
  }
}

interface BatchHead {
  readonly baseOffset: bigint
  readonly compression: Compression
  /** The topic stamps records itself: all have the batch's maximum timestamp. */
  readonly appendTime: boolean
}

function decodeRecords(bytes: Buffer, head: BatchHead): FetchedRecord[] | undefined {
  const { baseOffset, compression, appendTime } = head
  if (compression !== 'none' && compression !== 'gzip') return undefined
  const header = new Reader(bytes, 27)
  const baseTimestamp = header.int64AsNumber()
  const maxTimestamp = header.int64AsNumber()
  const count = bytes.readInt32BE(57)
  const body = bytes.subarray(BATCH_HEADER_BYTES)
  const reader = new Reader(compression === 'gzip' ? unzip(body) : body)
  if (count < 0 || count > reader.remaining) throw new MalformedFrame(`a batch of ${String(count)} records`)
  const records: FetchedRecord[] = []
  for (let index = 0; index < count; index++) {
    records.push(decodeRecord(reader, baseOffset, baseTimestamp, appendTime ? maxTimestamp : undefined))
  }
  if (reader.remaining > 0) throw new MalformedFrame(`${String(reader.remaining)} bytes after the records of a batch`)
  return records
}

function unzip(body: Buffer): Buffer {
  try {
    return gunzipSync(body, { maxOutputLength: MAX_FRAME_BYTES })
  } catch (error) {
    throw new MalformedFrame('a batch that gzip refuses', { cause: error })
  }
}

function decodeRecord(
  reader: Reader,
  baseOffset: bigint,
  baseTimestamp: number,
  appendTimestamp: number | undefined,
): FetchedRecord {
  const length = reader.varint()
  const start = reader.position
  reader.int8()
  const timestamp = baseTimestamp + reader.varlongAsNumber()
  const offset = baseOffset + BigInt(reader.varint())
  const key = readNullableBytes(reader)
  const value = readNullableBytes(reader)
  const headers = readHeaders(reader)
  if (reader.position - start !== length)
    throw new MalformedFrame(`a record of ${String(length)} bytes that takes others`)
  return { offset, key, value, headers, timestamp: appendTimestamp ?? timestamp }
}

function readNullableBytes(reader: Reader): Buffer | null {
  const length = reader.varint()
  return length === -1 ? null : reader.bytes(length)
}

const NO_HEADERS: FetchedRecord['headers'] = Object.freeze([])

function readHeaders(reader: Reader): FetchedRecord['headers'] {
  const count = reader.varint()
  if (count === 0) return NO_HEADERS
  if (count < 0 || count > reader.remaining) throw new MalformedFrame(`a record with ${String(count)} headers`)
  const headers: { key: string; value: Buffer | null }[] = []
  for (let index = 0; index < count; index++) {
    headers.push({ key: reader.text(reader.varint()), value: readNullableBytes(reader) })
  }
  return headers
}
