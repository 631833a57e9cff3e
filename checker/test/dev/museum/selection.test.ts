import { describe, expect, test } from 'vitest'
import type { Exhibit } from '../../../src/dev/museum/exhibits.ts'
import { nameOf } from '../../../src/dev/museum/exhibits.ts'
import { select } from '../../../src/dev/museum/selection.ts'

const exercise = (number: number, slug: string) => ({
  id: `0${number}-${slug}`,
  slug,
  number,
  title: slug,
  parts: [],
})
const exhibit = (of: Exhibit['exercise'], belief: string, variant: string): Exhibit => ({
  exercise: of,
  belief,
  variant,
  folder: '/nowhere',
  caught: undefined,
})
const [practice, groups] = [exercise(3, 'practice'), exercise(4, 'groups')]
const ALL = [
  exhibit(practice, 'no-key', 'left-out'),
  exhibit(practice, 'no-key', 'as-a-header'),
  exhibit(practice, 'never-commits', 'left-out'),
  exhibit(groups, 'no-key', 'value-alone'),
]
const names = (...words: string[]) => select(ALL, words).map((one) => `${one.exercise.number} ${nameOf(one)}`)

describe('what is shown', () => {
  test('is everything where nothing is named', () => {
    expect(names()).toHaveLength(4)
  })

  test('is of an exercise, by number, name or id', () => {
    for (const word of ['4', '04', 'groups', '04-groups']) expect(names(word)).toEqual(['4 no-key/value-alone'])
  })

  test('is of a belief, in all exercises, or of a variant, of all beliefs', () => {
    expect(names('no-key')).toEqual(['3 no-key/left-out', '3 no-key/as-a-header', '4 no-key/value-alone'])
    expect(names('left-out')).toEqual(['3 no-key/left-out', '3 never-commits/left-out'])
  })

  test.each([
    [['no-key/left-out']],
    [['no-key', 'left-out']],
    [['left-out', '3', 'no-key']],
    [['checker/hidden/03-practice/wrong/no-key/left-out/']],
    [['./03-practice/wrong/no-key/left-out']],
  ])('is one program by %j', (words) => {
    expect(names(...words)).toEqual(['3 no-key/left-out'])
  })
})

describe('is refused', () => {
  const refusal = (...words: string[]) => {
    try {
      select(ALL, words)
    } catch (error) {
      return error
    }
    throw new Error('it was found')
  }

  test('a name that nothing has, with the nearest one', () => {
    expect(refusal('no-kee')).toMatchObject({
      code: 'unknown-exhibit',
      exitCode: 2,
      message: 'No exercise, belief or wrong program has the name "no-kee".',
      fix: 'Did you mean no-key? All names: npm run museum',
    })
    expect(refusal('05')).toMatchObject({ code: 'unknown-exhibit' })
  })

  test('names that nothing has together', () => {
    expect(refusal('04', 'never-commits')).toMatchObject({
      code: 'empty-selection',
      exitCode: 2,
      message: 'No wrong program is all of this: 04, never-commits.',
      fix: 'Name less, e.g. npm run museum 04',
    })
  })
})
