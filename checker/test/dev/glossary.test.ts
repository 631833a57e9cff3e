import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { checkLessons } from '../../src/dev/verify/lessons.ts'

const GLOSSARY = `# Glossary

What they mean.

## Commit

Also: committed.

See [the offset](#committed-offset).

## Committed offset

See [commit](#commit).

## Dead letter

Also: DLQ.

See [retry](#retry).

## Retry

See [dead letter](#dead-letter).
`

const roots: string[] = []

/** What verify says of a workshop with this lesson and glossary. */
function complaints(lesson: string, glossary = GLOSSARY): string[] {
  const root = mkdtempSync(join(tmpdir(), 'workshop-glossary-'))
  roots.push(root)
  mkdirSync(join(root, 'solutions'))
  for (const [path, text] of [
    ['lessons/glossary.md', glossary],
    ['lessons/01-till/lesson.md', lesson],
  ] as const) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  // What else a lesson needs is another matter.
  return checkLessons(root).filter((line) => !line.includes(' lacks '))
}

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true })
})

describe('a term that a lesson uses for the first time', () => {
  test('and does not link is told with file, line, term and the link to write', () => {
    expect(complaints('# Till\n\nA till\nhas dead\nletters, and more dead letters.\n')).toEqual([
      'lessons/01-till/lesson.md:4: "Dead letter" is used for the first time and does not lead to the glossary: write [dead letters](../glossary.md#dead-letter)',
    ])
  })

  test.each([
    ['in the plural', 'Retries help.', '[Retries](../glossary.md#retry)'],
    ['with a hyphen', 'A dead-letter topic.', '[dead-letter](../glossary.md#dead-letter)'],
    ['by another word of its entry', 'The dlq.', '[dlq](../glossary.md#dead-letter)'],
    ['in bold, half of it', 'A dead **letter**.', '[dead letter](../glossary.md#dead-letter)'],
    ['in a list in a box', '> - A retry.', '[retry](../glossary.md#retry)'],
    ['in front of its link', 'A retry, a [retry](../glossary.md#retry).', '[retry](../glossary.md#retry)'],
    [
      'with a link to another entry',
      'A [retry](../glossary.md#dead-letter). A retry.',
      '[retry](../glossary.md#retry)',
    ],
    ['as the longer of two terms', 'The committed offset.', '[committed offset](../glossary.md#committed-offset)'],
  ])('is found %s', (_, text, link) => {
    expect(complaints(`# Till\n\n${text}\n`).map((line) => line.replace(/^.*write /, ''))).toEqual([link])
  })

  test.each([
    ['is linked', 'A [retry](../glossary.md#retry), and a retry.'],
    ['is linked by words of its own', 'We [try again](../glossary.md#retry): a retry.'],
    ['is linked in bold', 'A **[retry](../glossary.md#retry)**, and a retry.'],
  ])('is well when it %s', (_, text) => {
    expect(complaints(`# Till\n\n${text}\n`)).toEqual([])
  })

  test.each([
    ['a heading', '## Retry'],
    ['code', 'Call `retry`.\n\n```ts\nretry()\n```'],
    ['included code', '<<< till/retry.ts#retry'],
    ['a picture', '![A retry](../glossary.md)'],
    ['a table', '| a | b |\n| --- | --- |\n| retry | b |'],
    ['a link that leads elsewhere', 'See [how to retry](https://example.org).'],
    ['another word', 'Preretry, retry_count and retry-after.'],
    ['an everyday word that is marked as one', 'They are committed<!-- not the term --> to it.'],
  ])('does not count in %s', (_, text) => {
    const about = complaints(`# Till\n\n${text}\n`).filter((line) => line.includes('for the first time'))
    expect(about).toEqual([])
  })
})

describe('the glossary', () => {
  test('leads somewhere with each of its links, and so do links to it', () => {
    expect(complaints('# Till\n\nA [retry](../glossary.md#retries).\n')).toEqual([
      'lessons/01-till/lesson.md: the link ../glossary.md#retries names no section',
    ])
  })

  test('has its entries in the order of the alphabet, a word in one of them, and none that nothing leads to', () => {
    const glossary = `${GLOSSARY}\n## Again\n\nAlso: retries.\n\nOnce more.\n`
    expect(complaints('# Till\n', glossary)).toEqual([
      'lessons/glossary.md:25: "Again" comes before "Retry" in the alphabet',
      'lessons/glossary.md:25: "retries" belongs to "Retry" too: a word has one entry',
      'lessons/glossary.md:25: nothing leads to "Again": link it from a lesson or from another entry',
    ])
  })
})
