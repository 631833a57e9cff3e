import { describe, expect, test } from 'vitest'
import { differenceOf, inShort, withoutComments } from '../../../src/dev/museum/difference.ts'

const shown = (before: string, after: string) =>
  differenceOf(before.split(''), after.split(''))
    .map(({ mark, text }) => mark + text)
    .join('')

describe('a difference', () => {
  test('has what goes before what comes, and what stays in its place', () => {
    expect(shown('abc', 'axc')).toBe(' a-b+x c')
    expect(shown('abc', 'abc')).toBe(' a b c')
    expect(shown('abc', 'bcd')).toBe('-a b c+d')
    expect(shown('', 'ab')).toBe('+a+b')
    expect(shown('ab', '')).toBe('-a-b')
  })

  test('has as few changes as can be', () => {
    const changes = shown('abcabba', 'cbabac').replace(/ ./g, '')
    expect(changes).toHaveLength(2 * 5)
  })

  test('in short has two lines around each change, and a sign for those left out', () => {
    const lines = inShort(differenceOf('abcdefghijklm'.split(''), 'abcdefXhijklm'.split('')))
    expect(lines.map((line) => (line ? line.mark + line.text : '⋮')).join('')).toBe('⋮ e f-g+X h i⋮')
  })
})

test('of the comments of a program those within a line of code that are no comments stay', () => {
  const code = `/**
 * What it does.
 */
import x from 'x' // because

// Above.
const url = 'http://shop' // and behind
  /* between */
// #endregion

send(url)
`
  expect(withoutComments(code)).toEqual(["import x from 'x'", '', "const url = 'http://shop'", '', 'send(url)'])
})
