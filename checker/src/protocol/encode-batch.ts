import { gzipSync } from 'node:zlib'
import { BATCH_CRC_START, BATCH_PREFIX_BYTES } from './batches.ts'
import { crc32c } from './crc32c.ts'
import { BATCH_HEADER_BYTES } from './records.ts'
import { Writer } from './writer.ts'

/** A record to write: text is written as UTF-8, what is left out as null or none. */
export interface NewRecord {
  readonly key?: Buffer | string | null
  readonly value: Buffer | string | null
  readonly headers?: readonly { readonly key: string; readonly value: Buffer | string | null }[]
  /** Milliseconds since the epoch; otherwise that of the batch. */
  readonly timestamp?: number
}

export interface BatchOptions {
  /** Milliseconds since the epoch, for records that have none; now by default. */
  readonly timestamp?: number
  readonly baseOffset?: bigint
  readonly compression?: 'none' | 'gzip'
}

/** One batch of format 2 that holds `records`, of no idempotent producer and no transaction, its checksum filled in. */
export function encodeBatch(records: readonly NewRecord[], options: BatchOptions = {}): Buffer {
  const { timestamp = Date.now(), baseOffset = 0n, compression = 'none' } = options
  const timestamps = records.map((record) => record.timestamp ?? timestamp)
  const baseTimestamp = timestamps[0] ?? timestamp
  const body = new Writer(1024)
  records.forEach((record, index) => {
    writeRecord(body, record, index, (timestamps[index] ?? timestamp) - baseTimestamp)
  })
  const payload = compression === 'gzip' ? gzipSync(body.buffer) : body.buffer
  const batch = new Writer(BATCH_HEADER_BYTES + payload.length)
  batch.int64(baseOffset)
  batch.int32(BATCH_HEADER_BYTES - BATCH_PREFIX_BYTES + payload.length)
  batch.int32(-1) // leader epoch: the broker's business
  batch.int8(2)
  batch.uint32(0) // checksum: below
  batch.int16(compression === 'gzip' ? 1 : 0)
  batch.int32(Math.max(0, records.length - 1))
  batch.int64(BigInt(baseTimestamp))
  batch.int64(BigInt(timestamps.reduce((latest, one) => Math.max(latest, one), baseTimestamp)))
  batch.int64(-1n) // no producer id, epoch and sequence
  batch.int16(-1)
  batch.int32(-1)
  batch.int32(records.length)
  batch.bytes(payload)
  const bytes = batch.buffer
  bytes.writeUInt32BE(crc32c(bytes.subarray(BATCH_CRC_START)), BATCH_CRC_START - 4)
  return bytes
}

function writeRecord(writer: Writer, record: NewRecord, index: number, timestampDelta: number): void {
  const body = new Writer()
  body.int8(0)
  body.varlong(timestampDelta)
  body.varint(index)
  writeNullable(body, record.key ?? null)
  writeNullable(body, record.value)
  const headers = record.headers ?? []
  body.varint(headers.length)
  for (const header of headers) {
    writeNullable(body, header.key)
    writeNullable(body, header.value)
  }
  writer.varint(body.length)
  writer.bytes(body.buffer)
}

function writeNullable(writer: Writer, value: Buffer | string | null): void {
  if (value === null) {
    writer.varint(-1)
    return
  }
  const bytes = typeof value === 'string' ? Buffer.from(value) : value
  writer.varint(bytes.length)
  writer.bytes(bytes)
}
