import { describe, expect, test } from 'vitest'
import type { Batch } from '#checker'
import { Lane } from '../../server/live/lane.ts'
import { LIMITS } from '../../server/live/limits.ts'

function batch(from: number, to: number, more: Partial<Batch> = {}): Batch {
  const records = Array.from({ length: to - from }, (_, index) => ({
    offset: BigInt(from + index),
    key: null,
    value: Buffer.from('v'),
    headers: [],
    timestamp: 0,
  }))
  return {
    baseOffset: BigInt(from),
    lastOffset: BigInt(to - 1),
    magic: 2,
    compression: 'none',
    transactional: false,
    control: false,
    producerId: -1n,
    producerEpoch: -1,
    baseSequence: -1,
    count: to - from,
    readable: true,
    records,
    ...more,
  }
}

const offsets = (lane: Lane) => lane.view().records.map(({ offset }) => offset)

describe('a lane', () => {
  test('asks for the newest records alone, however many came', () => {
    const lane = new Lane('t', 0)
    lane.see({ start: 0, end: 0, at: 0 })
    const from = lane.see({ start: 0, end: 2_500, at: 250 })
    expect(from).toBe(2_500 - LIMITS.records)
    lane.take(from!, [batch(2_000, 2_500)])
    expect(lane.view()).toMatchObject({ end: 2_500, arrived: 2_500 })
    expect(offsets(lane)).toEqual(Array.from({ length: LIMITS.records }, (_, index) => 2_492 + index))
  })

  test('asks for nothing when nothing came, and keeps what it has', () => {
    const lane = new Lane('t', 0)
    lane.take(lane.see({ start: 0, end: 3, at: 0 })!, [batch(0, 3)])
    expect(lane.see({ start: 0, end: 3, at: 250 })).toBeUndefined()
    expect(offsets(lane)).toEqual([0, 1, 2])
    expect(lane.view().arrived).toBe(0)
  })

  test('counts records a second over two seconds', () => {
    const lane = new Lane('t', 0)
    for (let look = 0; look <= 12; look += 1) lane.see({ start: 0, end: look * 25, at: look * 250 })
    expect(lane.view().perSecond).toBe(100)
  })

  test('begins again with a topic that was deleted and made anew', () => {
    const lane = new Lane('t', 0)
    lane.take(lane.see({ start: 0, end: 9, at: 0 })!, [batch(1, 9)])
    const from = lane.see({ start: 0, end: 2, at: 250 })
    expect(from).toBe(0)
    lane.take(from!, [batch(0, 2)])
    expect(lane.view()).toMatchObject({ end: 2, arrived: 0 })
    expect(offsets(lane)).toEqual([0, 1])
  })

  test('drops records that were deleted', () => {
    const lane = new Lane('t', 0)
    lane.take(lane.see({ start: 0, end: 5, at: 0 })!, [batch(0, 5)])
    lane.see({ start: 3, end: 5, at: 250 })
    expect(offsets(lane)).toEqual([3, 4])
  })

  test('tells records that it could not read for their size, and those of a compression that it does not read', () => {
    const lane = new Lane('t', 0)
    const from = lane.see({ start: 0, end: 4, at: 0 })!
    lane.take(from, [batch(0, 1), batch(1, 3, { readable: false, compression: 'lz4', records: undefined })])
    expect(lane.view().records.map(({ kind }) => kind)).toEqual(['record', 'compressed', 'compressed', 'unread'])
  })

  test('leaves out the markers of transactions', () => {
    const lane = new Lane('t', 0)
    lane.take(lane.see({ start: 0, end: 3, at: 0 })!, [batch(0, 2), batch(2, 3, { control: true })])
    expect(offsets(lane)).toEqual([0, 1])
  })
})
