import { isUtf8 } from 'node:buffer'
import { type Batch, type ReadRecord, visible } from '#checker'
import { LIMITS } from './limits.ts'

type Bytes = ReadRecord['value']
type Fetched = NonNullable<Batch['records']>[number]

/** A record on a lane. */
export interface RecordPreview {
  readonly offset: number
  /** `unread`: too large to be read with each look; `compressed`: in a way that the workshop does not read. */
  readonly kind: 'record' | 'tombstone' | 'unread' | 'compressed'
  readonly key: string | null
  readonly value: string
}

/** Bytes as people read them. */
export interface BytesView {
  readonly kind: 'null' | 'text' | 'binary'
  readonly text: string
  /** Of all of it. */
  readonly bytes: number
  /** How many of them `text` does not show. */
  readonly left: number
}

export interface RecordDetail {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly at: string
  readonly key: BytesView
  readonly value: BytesView
  readonly headers: readonly { readonly key: string; readonly value: BytesView }[]
  /** How many headers are not shown. */
  readonly headersLeft: number
}

/** A record in a few words. What is not text is told as bytes. */
export function previewOf({ offset, key, value }: Fetched): RecordPreview {
  return {
    offset: Number(offset),
    kind: value === null ? 'tombstone' : 'record',
    key: key === null ? null : previewOfBytes(key, LIMITS.keyPreview),
    value: value === null ? '' : previewOfBytes(value, LIMITS.valuePreview),
  }
}

function previewOfBytes(bytes: Buffer, limit: number): string {
  // Four bytes hold any character; the last one may be cut in two.
  const head = wholeCharacters(bytes.subarray(0, limit * 4))
  if (!isText(head)) return `${bytes.length} bytes`
  const text = visible(head.toString().replaceAll('\n', ' '))
  const signs = Array.from(text)
  return signs.length > limit ? `${signs.slice(0, limit - 1).join('')}…` : text
}

/** All of a record, within limits that it tells. */
export function detailOf(
  topic: string,
  { partition, offset, timestamp, key, value, headers }: ReadRecord,
): RecordDetail {
  return {
    topic,
    partition,
    offset: Number(offset),
    at: isoOf(timestamp),
    key: viewOf(key),
    value: viewOf(value),
    headers: headers.slice(0, LIMITS.headers).map((one) => ({ key: visible(one.key), value: viewOf(one.value) })),
    headersLeft: Math.max(0, headers.length - LIMITS.headers),
  }
}

/** As text where it is UTF-8 without control characters, else as hexadecimal numbers; of a huge one the beginning. */
export function viewOf(bytes: Bytes): BytesView {
  if (bytes === null) return { kind: 'null', text: '', bytes: 0, left: 0 }
  const head = wholeCharacters(bytes.subarray(0, LIMITS.detailBytes))
  if (isText(head)) {
    return { kind: 'text', text: visible(head.toString()), bytes: bytes.length, left: bytes.length - head.length }
  }
  const shown = bytes.subarray(0, LIMITS.binaryBytes)
  const text = (shown.toString('hex').match(/.{1,2}/g) ?? []).join(' ')
  return { kind: 'binary', text, bytes: bytes.length, left: bytes.length - shown.length }
}

/** Without a last character of UTF-8 that was cut in two. */
function wholeCharacters(bytes: Buffer): Buffer {
  for (let cut = 0; cut < 4 && cut < bytes.length; cut += 1) {
    const last = bytes[bytes.length - 1 - cut] ?? 0
    if (last < 0x80) return bytes.subarray(0, bytes.length - cut)
    if (last < 0xc0) continue
    const needs = last >= 0xf0 ? 4 : last >= 0xe0 ? 3 : 2
    return needs === cut + 1 ? bytes : bytes.subarray(0, bytes.length - cut - 1)
  }
  return bytes
}

/** Whatever a file of text may hold: no control characters but line ends and tabs. */
function isText(bytes: Buffer): boolean {
  return isUtf8(bytes) && !bytes.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)
}

/** Any number may stand in a record as its time. */
function isoOf(timestamp: number): string {
  const date = new Date(timestamp)
  return Number.isNaN(date.getTime()) ? String(timestamp) : date.toISOString()
}
