import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ExerciseDefinition, catalog, readTask } from '../../src/catalog/index.ts'
import { checkHints } from '../../src/dev/verify/hints.ts'
import { checkLessons } from '../../src/dev/verify/lessons.ts'

const CHECKOUT = resolve(import.meta.dirname, '../../..')

describe('the hints of the workshop', () => {
  test.each(catalog(CHECKOUT).exercises)('of $id are enough, and for beliefs that it can name', async (exercise) => {
    const path = join(CHECKOUT, 'checker/hidden', exercise.id, 'exercise.ts')
    const { default: definition } = (await import(path)) as { default: ExerciseDefinition }
    expect(checkHints(CHECKOUT, exercise, definition)).toEqual([])
  })

  test('lead somewhere, as all links do', () => {
    expect(checkLessons(CHECKOUT).filter((complaint) => complaint.includes('hints.md'))).toEqual([])
  })
})

describe('what is lacking is told:', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'workshop-hints-'))
    mkdirSync(join(root, 'checker/hidden/01-intro'), { recursive: true })
  })
  afterEach(() => rmSync(root, { recursive: true }))

  const exercise = { id: '01-intro', slug: 'intro', number: 1, ...readTask('# Intro\n\n## Part 1: Read\n', 'x') }
  const three = '1. a\n2. b\n3. c\n'
  const complaints = (markdown: string) => {
    writeFileSync(join(root, 'checker/hidden/01-intro/hints.md'), markdown)
    return checkHints(root, exercise, { beliefs: ['no-key'] })
  }

  test('nothing where there are three, and one for a belief', () => {
    expect(complaints(`## Part 1\n\n${three}\n## Belief: no-key\n\n1. a\n`)).toEqual([])
  })
  test.each([
    ['a part with two', '## Part 1\n\n1. a\n2. b\n', 'part 1 has 2 hints'],
    ['no part at all', '# Hints\n', 'part 1 has 0 hints'],
    ['a part too many', `## Part 1\n\n${three}\n## Part 2\n\n${three}`, 'there is no part 2'],
    ['a belief of nobody', `## Part 1\n\n${three}\n## Belief: acks-0\n\n1. a\n`, 'declares no belief acks-0'],
    ['a heading of its own', `## Part one\n\n${three}`, 'has not the form of hints'],
  ])('%s', (_, markdown, text) => {
    expect(complaints(markdown).join('\n')).toContain(text)
  })
  test('no file', () => {
    expect(checkHints(root, exercise, { beliefs: [] }).join()).toContain('cannot be read')
  })
})
