import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { catalog, parseBelief, placeholdersOf, readTask, tell } from '../../src/catalog/index.ts'
import { isWorkshopError } from '../../src/errors/index.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '')
const thrownBy = (act: () => unknown) => {
  try {
    act()
  } catch (error) {
    if (isWorkshopError(error)) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('an exercise is found', () => {
  test.each(['3', '03', 'simple-practice', '03-simple-practice', 'exercises/03-simple-practice/'])('as %s', (word) => {
    expect(catalog(root).find(word).id).toBe('03-simple-practice')
  })
})

describe('an exercise that there is not', () => {
  test('is answered with the nearest name', () => {
    const error = thrownBy(() => catalog(root).find('simpel-practice'))
    expect([error.code, error.exitCode]).toEqual(['unknown-exercise', 2])
    expect(error.fix).toMatch(/Did you mean simple-practice\?/)
  })

  test('is answered with the list alone when no name is near', () => {
    const { fix } = thrownBy(() => catalog(root).find('99'))
    expect(fix).not.toMatch(/Did you mean/)
    expect(fix).toContain('03-simple-practice')
  })
})

describe('a task', () => {
  test('gives its title and its parts', () => {
    expect(readTask('# Till\n\n## Part 1: Send\n\ntext\n\n## Part 2 (bonus): Read\n', 'x')).toEqual({
      title: 'Till',
      parts: [
        { number: 1, title: 'Send', bonus: false },
        { number: 2, title: 'Read', bonus: true },
      ],
    })
  })

  test.each(['no title\n\n## Part 1: Send\n', '# Till\n', '# Till\n\n## Part 2: Read\n'])(
    'is refused when it is %j',
    (text) => {
      expect(thrownBy(() => readTask(text, 'x')).code).toBe('task-malformed')
    },
  )
})

describe('a belief', () => {
  const file =
    '# Send is sent\n\n{{count}} of {{total}} records\nwere on their way.\n\n[Acks](../../lessons/x/lesson.md#acks)\n'

  test('gives title, text and section, and tells a run', () => {
    const belief = parseBelief('send', file)
    expect(belief).toMatchObject({ title: 'Send is sent', lesson: 'lessons/x/lesson.md#acks' })
    expect(placeholdersOf(belief)).toEqual(['count', 'total'])
    expect(tell(belief, { count: 3, total: 9 })).toBe('3 of 9 records were on their way.')
  })

  test('is refused without a link at its end, and by a rule that gives too little', () => {
    expect(thrownBy(() => parseBelief('send', '# Send\n\ntext\n')).code).toBe('belief-malformed')
    expect(thrownBy(() => tell(parseBelief('send', file), { count: 3 })).code).toBe('fact-missing')
  })
})
