import { describe, expect, test } from 'vitest'
import type { Exercise, Hints } from '../../src/catalog/index.ts'
import { type Hint, chooseHint, withHintShown } from '../../src/learner/hints.ts'
import { NO_PROGRESS, type Progress } from '../../src/learner/progress/state.ts'
import { grading, progressIn } from './progress/harness/samples.ts'

const exercise: Exercise = {
  id: '01-intro',
  slug: 'intro',
  number: 1,
  title: 'Intro',
  parts: [1, 2].map((number) => ({ number, title: `Part ${number}`, bonus: false })),
}
const hints: Hints = {
  parts: new Map([
    [1, ['p1 vague', 'p1 clear', 'p1 answer']],
    [2, ['p2 vague', 'p2 answer']],
  ]),
  beliefs: new Map([['no-key', ['key vague', 'key answer']]]),
}
const choose = (progress: Progress, part?: number) => chooseHint(exercise, hints, progress, part)

/** All hints that follow each other when one asks again and again. */
function asked(progress: Progress, part?: number): string[] {
  const texts: string[] = []
  for (let next: Hint | undefined = choose(progress, part)?.next; next; next = choose(progress, part)?.next) {
    texts.push(next.text)
    progress = withHintShown(progress, exercise, next)
  }
  return texts
}

describe('the next hint', () => {
  test('is of part 1 for who has recorded nothing, one after the other, and then there is none', () => {
    expect(asked(NO_PROGRESS)).toEqual(['p1 vague', 'p1 clear', 'p1 answer'])
  })

  test('is for the belief that the last attempt showed, before those of the part', () => {
    const progress = progressIn('intro', { gradings: [grading('a', 0, { belief: 'no-key' })] })
    expect(asked(progress)).toEqual(['key vague', 'key answer', 'p1 vague', 'p1 clear', 'p1 answer'])
    expect(choose(progress)).toMatchObject({
      lesson: 'lessons/x/lesson.md#keys',
      next: { belief: 'no-key', number: 1, of: 2 },
    })
  })

  test('is of the part alone where the belief has none of its own', () => {
    const progress = progressIn('intro', { gradings: [grading('a', 0, { belief: 'acks-0' })] })
    expect(asked(progress)).toEqual(['p1 vague', 'p1 clear', 'p1 answer'])
  })

  test('is of the part that the last attempt failed, which the check showed first', () => {
    const failed = [
      { test: 'x', part: 2 },
      { test: 'y', part: 1, belief: 'no-key' },
    ]
    expect(choose(progressIn('intro', { gradings: [grading('a', 0, { failed })] }))?.next?.text).toBe('p2 vague')
  })

  test('is of the first part that is not passed where the last attempt failed none', () => {
    expect(choose(progressIn('intro', { gradings: [grading('a', 0)] }))?.part).toBe(2)
  })

  test('is of the part that was asked for, whatever failed', () => {
    const progress = progressIn('intro', { gradings: [grading('a', 0, { belief: 'no-key' })] })
    expect(choose(progress, 2)?.next?.text).toBe('p2 vague')
  })

  test('is none when all is passed, unless a part is asked for', () => {
    const all = grading('a', 0)
    const progress = progressIn('intro', {
      gradings: [{ ...all, parts: [1, 2].map((part) => ({ ...all.parts[0]!, part })) }],
    })
    expect(choose(progress)).toBeUndefined()
    expect(choose(progress, 1)?.next?.text).toBe('p1 vague')
  })

  test('knows those that were shown, in their order', () => {
    const progress = progressIn('intro', { hints: { 'part:1': 2, 'part:2': 9 } })
    expect(choose(progress, 1)?.seen.map(({ text }) => text)).toEqual(['p1 vague', 'p1 clear'])
    expect(choose(progress, 2)).toMatchObject({ next: undefined, seen: [{}, {}] })
  })
})
