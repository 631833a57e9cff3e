import { describe, expect, test } from 'vitest'
import { LIMITS } from '../../server/live/limits.ts'
import { detailOf, previewOf, viewOf } from '../../server/live/record-view.ts'

const record = (key: string | null, value: Buffer | null) => ({
  offset: 7n,
  key: key === null ? null : Buffer.from(key),
  value,
  headers: [],
  timestamp: 0,
})

describe('a record on a lane', () => {
  test('has its key and the beginning of its value', () => {
    const preview = previewOf(record('Liège', Buffer.from('x'.repeat(200))))
    expect(preview).toMatchObject({ offset: 7, kind: 'record', key: 'Liège' })
    expect(preview.value).toHaveLength(LIMITS.valuePreview)
    expect(preview.value.endsWith('…')).toBe(true)
  })
  test('is told as bytes where it is no text', () => {
    expect(previewOf(record(null, Buffer.from([0xff, 0x00]))).value).toBe('2 bytes')
  })
  test('is a tombstone without a value', () => {
    expect(previewOf(record('a', null))).toMatchObject({ kind: 'tombstone', value: '' })
  })
  test('is cut between characters, never in one', () => {
    expect(previewOf(record('é'.repeat(100), null)).key).toBe(`${'é'.repeat(LIMITS.keyPreview - 1)}…`)
  })
})

describe('a record that is opened', () => {
  test('shows text as it is, with signs that would hide or reorder it made visible', () => {
    expect(viewOf(Buffer.from('<img onerror=x>\u202e')).text).toBe('<img onerror=x>\\u202e')
  })
  test('shows what is no text as hexadecimal numbers', () => {
    expect(viewOf(Buffer.from([0xca, 0xfe, 0x00]))).toEqual({ kind: 'binary', text: 'ca fe 00', bytes: 3, left: 0 })
  })
  test('tells nothing from an empty text', () => {
    expect([viewOf(null).kind, viewOf(Buffer.alloc(0)).kind]).toEqual(['null', 'text'])
  })
  test.each([
    ['text', 'a', LIMITS.detailBytes],
    ['text of many bytes a sign', '€', Math.floor(LIMITS.detailBytes / 3) * 3],
  ])('cuts a huge value and says what it left out: %s', (_, sign, shown) => {
    const bytes = Buffer.from(sign.repeat(LIMITS.detailBytes * 2))
    expect(viewOf(bytes)).toMatchObject({ kind: 'text', bytes: bytes.length, left: bytes.length - shown })
  })
  test('cuts huge bytes too', () => {
    expect(viewOf(Buffer.alloc(10_000))).toMatchObject({ kind: 'binary', left: 10_000 - LIMITS.binaryBytes })
  })
  test('shows so many headers and counts the others', () => {
    const headers = Array.from({ length: LIMITS.headers + 3 }, () => ({ key: 'h', value: null }))
    const detail = detailOf('t', { ...record(null, null), headers, partition: 1 })
    expect([detail.headers.length, detail.headersLeft]).toEqual([LIMITS.headers, 3])
  })
  test('takes any number for a time', () => {
    expect(detailOf('t', { ...record(null, null), timestamp: 1e18, partition: 1 }).at).toBe('1000000000000000000')
  })
})
