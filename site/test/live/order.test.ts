import { describe, expect, test } from 'vitest'
import { produceOrder, topicOrder } from '../../server/live/order.ts'

const fields = { topic: 't', key: 'k', value: 'v', headers: '', count: '1' }

describe('the form for records', () => {
  test('gives key, value and headers as they were written', () => {
    expect(produceOrder({ ...fields, headers: 'a: 1\r\n\r\nb:x:y' })).toEqual({
      topic: 't',
      key: 'k',
      value: 'v',
      headers: [
        { key: 'a', value: '1' },
        { key: 'b', value: 'x:y' },
      ],
      count: 1,
    })
  })
  test('takes no key for null, and no value for the empty text', () => {
    expect(produceOrder({ ...fields, key: '', value: '' })).toMatchObject({ key: null, value: '' })
  })
  test('takes a tick for a tombstone', () => {
    expect(produceOrder({ ...fields, tombstone: 'on' }).value).toBeNull()
  })
  test.each(['0', '10001', '1.5', 'many', ''])('refuses "%s" records', (count) => {
    expect(() => produceOrder({ ...fields, count })).toThrow(/whole number from 1 to 10000/)
  })
  test('refuses a header without a name', () => {
    expect(() => produceOrder({ ...fields, headers: 'nothing' })).toThrow(/"nothing" is no header/)
  })
  test('takes a field that is a file for an empty one', () => {
    expect(produceOrder({ ...fields, key: new File(['x'], 'x') }).key).toBeNull()
  })
})

describe('the form for a topic', () => {
  test.each(['purchases', 'a.b_c-1'])('takes %s', (name) => {
    expect(topicOrder({ name, partitions: '3' })).toEqual({ name, partitions: 3 })
  })
  test.each(['', '.', '..', 'a b', '<b>', 'é', 'x'.repeat(250)])('refuses "%s"', (name) => {
    expect(() => topicOrder({ name, partitions: '3' })).toThrow(/no such name/)
  })
  test('refuses more partitions than the page shows of a topic', () => {
    expect(() => topicOrder({ name: 'a', partitions: '25' })).toThrow(/1 to 24/)
  })
})
