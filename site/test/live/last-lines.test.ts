import { expect, test } from 'vitest'
import { LastLines } from '../../server/live/demo/last-lines.ts'

test('the last lines of a program are kept, however they were cut into pieces', () => {
  const lines = new LastLines()
  for (const piece of ['one\ntw', 'o\nthree\nfour\nfi', 've\nsix']) lines.add(Buffer.from(piece))
  expect(lines.all).toEqual(['two', 'three', 'four', 'five'])
})

test('a character that comes in two pieces is one', () => {
  const lines = new LastLines()
  const bytes = Buffer.from('Liège\n')
  lines.add(bytes.subarray(0, 3))
  lines.add(bytes.subarray(3))
  expect(lines.all).toEqual(['Liège'])
})

test('what would move a cursor or hide text is made visible, and a line without an end does not grow for ever', () => {
  const lines = new LastLines()
  lines.add(Buffer.from('\u001b[2J\u202e\n'))
  for (let piece = 0; piece < 100; piece += 1) lines.add(Buffer.alloc(1_000, 'x'))
  lines.add(Buffer.from('\n'))
  expect(lines.all[0]).toBe('\\x1b[2J\\u202e')
  expect(lines.all[1]?.length).toBeLessThan(250)
})
