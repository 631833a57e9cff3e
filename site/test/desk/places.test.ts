import { expect, test } from 'vitest'
import { placeOf } from '../../server/desk/places.ts'

const EXERCISE = { parts: [{ number: 1, title: 'Send', bonus: false }] }

test('a section of a lesson is on the page of that lesson', () => {
  expect(placeOf('lessons/03-simple-practice/lesson.md#where-a-new-group-begins', EXERCISE, 1)).toEqual({
    href: '/lessons/simple-practice#where-a-new-group-begins',
    words: 'Where a new group begins',
  })
})

test('a part of a task is there too, by its name', () => {
  expect(placeOf('exercises/03-simple-practice/README.md#part-1-send', EXERCISE, 1)).toEqual({
    href: '/lessons/simple-practice#task-part-1-send',
    words: 'Part 1: Send',
  })
})

test.each(['', 'https://example.org/', '../../etc/passwd', 'lessons/glossary.md', 'lessons/x/lesson.md#keys'])(
  'the path "%s" is no place of the site',
  (path) => {
    expect(placeOf(path, EXERCISE, 1)).toBeUndefined()
  },
)
