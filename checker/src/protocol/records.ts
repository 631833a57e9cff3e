import { gunzipSync } from 'node:zlib'
import type { FetchedRecord } from '../evidence/index.ts'
import { MAX_FRAME_BYTES } from './frames.ts'
import { MalformedFrame } from './malformed-frame.ts'
import { Reader } from './reader.ts'

/** Everything of a batch before its records. */
export const BATCH_HEADER_BYTES = 61

/** The records of a batch of format 2, as they lie in it, and what its header says of them. */
export interface PackedRecords {
  /** The whole batch. */
  readonly batch: Buffer
  readonly compression: 'none' | 'gzip'
  readonly count: number
  readonly baseOffset: bigint
  /** The topic stamps records itself: all have the batch's maximum timestamp. */
  readonly appendTime: boolean
}

/** Throws MalformedFrame for records that cannot be made; for others `decodeRecords` never throws. */
export function checkRecords(packed: PackedRecords): void {
  const reader = readerOf(packed)
  const { count } = packed
  if (count < 0 || count > reader.remaining) throw new MalformedFrame(`a batch of ${String(count)} records`)
  for (let index = 0; index < count; index++) skipRecord(reader)
  if (reader.remaining > 0) throw new MalformedFrame(`${String(reader.remaining)} bytes after the records of a batch`)
}

/** Makes the records, which must have been checked. It costs ten times what the check does. */
export function decodeRecords(packed: PackedRecords): FetchedRecord[] {
  const { batch, count, baseOffset, appendTime } = packed
  const header = new Reader(batch, 27)
  const baseTimestamp = header.int64AsNumber()
  const maxTimestamp = header.int64AsNumber()
  const reader = readerOf(packed)
  return Array.from({ length: count }, () => {
    const record = readRecord(reader, baseOffset, baseTimestamp)
    return appendTime ? { ...record, timestamp: maxTimestamp } : record
  })
}

function readerOf({ batch, compression }: PackedRecords): Reader {
  const body = batch.subarray(BATCH_HEADER_BYTES)
  return new Reader(compression === 'gzip' ? unzip(body) : body)
}

function unzip(body: Buffer): Buffer {
  try {
    return gunzipSync(body, { maxOutputLength: MAX_FRAME_BYTES })
  } catch (error) {
    throw new MalformedFrame('a batch that gzip refuses', { cause: error })
  }
}

function readRecord(reader: Reader, baseOffset: bigint, baseTimestamp: number): FetchedRecord {
  reader.varint()
  reader.int8()
  const timestamp = baseTimestamp + reader.varlongAsNumber()
  const offset = baseOffset + BigInt(reader.varint())
  const key = readNullableBytes(reader)
  const value = readNullableBytes(reader)
  return { offset, key, value, headers: readHeaders(reader), timestamp }
}

function readNullableBytes(reader: Reader): Buffer | null {
  const length = reader.varint()
  return length === -1 ? null : reader.bytes(length)
}

const NO_HEADERS: FetchedRecord['headers'] = Object.freeze([])

function readHeaders(reader: Reader): FetchedRecord['headers'] {
  const count = reader.varint()
  if (count === 0) return NO_HEADERS
  return Array.from({ length: count }, () => ({
    key: reader.text(reader.varint()),
    value: readNullableBytes(reader),
  }))
}

/** Walks over a record as `readRecord` reads it, and checks what that takes for granted. */
function skipRecord(reader: Reader): void {
  const length = reader.varint()
  const start = reader.position
  reader.int8()
  reader.varlongAsNumber()
  reader.varint()
  skipNullableBytes(reader)
  skipNullableBytes(reader)
  const headers = reader.varint()
  if (headers < 0 || headers > reader.remaining) throw new MalformedFrame(`a record with ${String(headers)} headers`)
  for (let index = 0; index < headers; index++) {
    reader.skip(reader.varint())
    skipNullableBytes(reader)
  }
  if (reader.position - start !== length) {
    throw new MalformedFrame(`a record of ${String(length)} bytes that takes others`)
  }
}

function skipNullableBytes(reader: Reader): void {
  const length = reader.varint()
  if (length !== -1) reader.skip(length)
}
