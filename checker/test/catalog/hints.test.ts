import { describe, expect, test } from 'vitest'
import { parseHints } from '../../src/catalog/index.ts'

describe('hints', () => {
  test('are read by part and by belief, with code and paragraphs that belong to one', () => {
    const { parts, beliefs } = parseHints(
      '# Hints\n\nAn introduction.\n\n## Part 1\n\n1. One\n   goes on.\n\n   ```ts\n   await it\n   ```\n\n   And then?\n2. Two\n\n## Belief: no-key\n\n1. Key\n',
      'x',
    )
    expect([...parts]).toEqual([[1, ['One\ngoes on.\n\n```ts\nawait it\n```\n\nAnd then?', 'Two']]])
    expect([...beliefs]).toEqual([['no-key', ['Key']]])
  })

  test.each([
    ['a heading that is none of theirs', '## Parts\n\n1. One\n', 'Parts'],
    ['a part without hints', '## Part 1\n\nNothing yet.\n', 'Part 1'],
    ['a part that is there twice', '## Part 1\n\n1. One\n\n## Part 1\n\n1. Two\n', 'Part 1'],
  ])('with %s are refused, with its name', (_, markdown, name) => {
    expect(() => parseHints(markdown, 'hints.md')).toThrow(`hints.md: "${name}"`)
  })
})
