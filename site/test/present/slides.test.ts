import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { catalog } from '#checker'
import { piecesOf, withShortCode } from '../../server/present/slides/long-code.ts'
import { slidesOf } from '../../server/present/slides/slides.ts'
import { ROOT } from '../harness/site.ts'

const LESSONS = catalog(ROOT).exercises.map(
  ({ id }) => [id, readFileSync(`${ROOT}/lessons/${id}/lesson.md`, 'utf8')] as const,
)

/** What readers read of a line: without the mark of a box, and without what is not text. */
function textOf(line: string): string {
  return line
    .replace(/^(?:> ?)+/, '')
    .replace(/^#+ /, '')
    .replace(/<!--.*?-->|<\/?(?:details|summary)>/g, '')
    .trim()
}

describe.each(LESSONS)('lesson %s as slides', (_, lesson) => {
  const slides = slidesOf(lesson)

  test('loses no line of the lesson', () => {
    const kept = slides.map(({ heading, shown, notes }) => [heading, shown, notes].join('\n')).join('\n')
    const lost = lesson
      .split('\n')
      .map(textOf)
      .filter((text) => !kept.includes(text))
    expect(lost).toEqual([])
  })

  test('begins with its title', () => {
    expect(slides[0]).toMatchObject({ kind: 'title', heading: /^# (.+)$/m.exec(lesson)?.[1] })
  })

  test('has a slide for each picture, each piece of code, each box and each question, in their order', () => {
    const shown = slides.filter(({ kind }) => ['figure', 'code', 'box', 'question'].includes(kind))
    const marks = /^!\[|^<<< |^> \*\*Try it|^<details>/gm
    const kinds = { '![': 'figure', '<<< ': 'code', '> **Try it': 'box', '<details>': 'question' } as const
    const wanted = [...lesson.matchAll(marks)].map(([mark]) => kinds[mark as keyof typeof kinds])
    expect(shown.map(({ kind }) => kind)).toEqual(wanted)
  })

  test('has Kafka live where the lesson says so, behind a box', () => {
    const live = slides.flatMap(({ kind }, index) => (kind === 'live' ? [slides[index - 1]?.kind] : []))
    expect(live).toEqual((lesson.match(/^<!-- live -->$/gm) ?? []).map(() => 'box'))
    expect(live.length).toBeGreaterThan(0)
  })

  test('has no slide that is empty, and none with more prose than the last row can read', () => {
    for (const { kind, heading, words, shown } of slides) {
      if (kind !== 'title' && kind !== 'live') expect(words + shown, heading).not.toBe('')
      expect(words.length, heading).toBeLessThan(800)
    }
  })
})

test('the lessons have as many slides as a day can bear', () => {
  expect(Object.fromEntries(LESSONS.map(([id, lesson]) => [id, withShortCode(ROOT, slidesOf(lesson)).length]))).toEqual(
    {
      '01-intro': 27,
      '02-vocabulary': 28,
      '03-simple-practice': 38,
      '04-consumer-groups': 28,
      '05-dead-letter-queue': 34,
    },
  )
})

describe('a section', () => {
  const kindsOf = (text: string) => slidesOf(`# T\n\n## S\n\n${text}`).slice(1)

  test('keeps the sentence with the bold term, and gives the others to the notes', () => {
    const [slide] = kindsOf('It is late. Whoever sends is a **[producer](x.md)**. It names the topic.')
    expect(slide).toMatchObject({ kind: 'words', words: 'Whoever sends is a **[producer](x.md)**.' })
    expect(slide?.notes).toContain('It names the topic.')
  })

  test('without a bold term keeps its first sentence', () => {
    expect(kindsOf('Files get cut off (`a. B`), all the time. And tills have bugs.')[0]?.words).toBe(
      'Files get cut off (`a. B`), all the time.',
    )
  })

  test('shows a picture while it is explained, and leads to its code with the sentence in front', () => {
    const slides = kindsOf('Before.\n\n![A picture](a.svg)\n\nIt shows **this**.\n\nDo so.\n\n<<< a/b.ts#c')
    expect(slides.map(({ kind, words }) => [kind, words])).toEqual([
      ['figure', 'It shows **this**.'],
      ['code', 'Do so.'],
    ])
  })

  test('with a long list shows the first sentence of each item, and has the rest in the notes', () => {
    const item = (name: string) => `- **${name}.** It is said here. ${'And much more of it. '.repeat(8)}End of ${name}.`
    const slides = kindsOf(`Two things:\n\n${item('One')}\n${item('Two')}`)
    expect(slides).toHaveLength(1)
    expect(slides[0]?.words).toBe('Two things:')
    expect(slides[0]?.shown).toBe('- **One.** It is said here.\n- **Two.** It is said here.')
    expect(slides[0]?.notes).toContain('End of Two.')
  })

  test('tells what one will have seen in the notes of its box alone', () => {
    const [slide] = kindsOf('> **Try it.** Run:\n>\n> ```sh\n> npm test\n> ```\n>\n> You see 11.')
    expect(slide?.shown).not.toContain('You see 11.')
    expect(slide?.notes).toContain('You see 11.')
  })
})

describe('code that is too long for a slide', () => {
  const long = Array.from({ length: 6 }, (_, index) => `// why ${index}\nif (a) {\n  b()\n  c()\n}\n`).join('\n')

  test('is cut where least is torn, and no line of it is lost', () => {
    const pieces = piecesOf(long)
    expect(pieces.length).toBe(2)
    expect(pieces.join('\n')).toBe(long.trimEnd())
    for (const piece of pieces) expect(piece).toMatch(/^\/\/ why \d\n/)
  })

  test('is whole where it fits', () => {
    expect(piecesOf('a()\nb()\n')).toEqual(['a()\nb()\n'])
  })
})
