import { describe, expect, test } from 'vitest'
import { namesModule, partsTouched } from '../../../src/learner/watch/touched.ts'

const parts = [1, 2, 3].map((number) => ({ number, title: '', bonus: false }))
const programs = { 'producer.ts': [1], 'consumer.ts': [2, 3] }
const touched = (files: string[], imported: string[] = []) =>
  partsTouched(files, { parts }, { programs }, (file) => imported.includes(file))

describe('an edit touches', () => {
  test.each([
    ['the parts of its program', ['producer.ts'], [1]],
    ['the parts of all programs that are edited', ['consumer.ts', 'producer.ts'], [1, 2, 3]],
    ['all parts where it is of another file', ['lines.ts'], [1, 2, 3]],
    ['nothing where nothing is edited', [], []],
  ])('%s', (_, files, expected) => {
    expect(touched(files)).toEqual(expected)
  })

  test('all parts where another program has the edited one as a module', () => {
    expect(touched(['producer.ts'], ['producer.ts'])).toEqual([1, 2, 3])
  })
})

test.each([
  ["import { send } from './producer.ts'", true],
  ["await import('./producer')", true],
  ["import { topic } from '#shop'", false],
  ['// the producer.ts of part 1', false],
])('%s: a module or not', (text, expected) => {
  expect(namesModule(text, 'producer.ts')).toBe(expected)
})
