import { crc32 } from 'node:zlib'
import type { Batch } from './batch.ts'
import { compressionOf } from './compression.ts'
import { MalformedFrame } from './malformed-frame.ts'
import { Reader } from './reader.ts'

/**
 * Reads one message of format 0 or 1 (before Kafka 0.11; kafkajs falls back to them where a broker offers no Produce
 * version 3). One that is compressed holds further messages, which are not read.
 */
export function decodeLegacyMessage(bytes: Buffer, checkCrc: boolean): Batch {
  const reader = new Reader(bytes)
  const offset = reader.int64()
  reader.int32()
  const crc = reader.uint32()
  if (checkCrc && crc !== crc32(bytes.subarray(reader.position))) {
    throw new MalformedFrame('a message with a wrong checksum')
  }
  const magic = reader.int8()
  const compression = compressionOf(reader.int8())
  const timestamp = magic === 1 ? reader.int64AsNumber() : -1
  const key = readNullableBytes(reader)
  const value = readNullableBytes(reader)
  if (reader.remaining > 0) throw new MalformedFrame(`${String(reader.remaining)} bytes after a message`)
  return {
    baseOffset: offset,
    lastOffset: offset,
    magic,
    compression,
    transactional: false,
    control: false,
    producerId: -1n,
    producerEpoch: -1,
    baseSequence: -1,
    count: 1,
    readable: compression === 'none',
    records: compression === 'none' ? [{ offset, key, value, headers: [], timestamp }] : undefined,
  }
}

function readNullableBytes(reader: Reader): Buffer | null {
  const length = reader.int32()
  return length === -1 ? null : reader.bytes(length)
}
