import { describe, expect, test } from 'vitest'
import { reading } from '../../server/reading/routes.ts'
import { excerptOf } from '../../server/reading/search/excerpt.ts'
import { searchFor } from '../../server/reading/search/index.ts'
import { siteOf, smallWorkshop } from '../harness/small-workshop.ts'
import { ROOT } from '../harness/site.ts'

const addressesOf = async (query: string) => (await searchFor(ROOT, query, 8)).map(({ address }) => address)

describe('search', () => {
  test('finds the section of a lesson', async () => {
    expect((await addressesOf('sent is not acknowledged'))[0]).toBe('/lessons/simple-practice#sent-is-not-acknowledged')
  })
  test('finds a part of a task', async () => {
    expect(await addressesOf('write the receipts')).toContain('/lessons/simple-practice#task-part-2-write-the-receipts')
  })
  test('finds an entry of the glossary', async () => {
    expect(await addressesOf('tombstone')).toContain('/glossary#tombstone')
  })
  test('finds words by their beginning', async () => {
    expect(await addressesOf('tombst')).toContain('/glossary#tombstone')
  })
  test('finds words with a letter wrong', async () => {
    expect(await addressesOf('tumbstone')).toContain('/glossary#tombstone')
  })
  test('finds what has some of the words where nothing has all', async () => {
    expect(await addressesOf('tombstone xyzzy')).toContain('/glossary#tombstone')
  })
  test.each(['', '   ', '.*', '\u0000', 'x'.repeat(100_000), '__proto__'])(
    'bears the question "%.20s"',
    async (query) => {
      expect(await searchFor(ROOT, query, 8)).toBeInstanceOf(Array)
    },
  )
  test('finds a section that was written just now', async () => {
    using workshop = smallWorkshop()
    expect(await searchFor(workshop.root, 'xylophone', 8)).toEqual([])
    workshop.write('lessons/01-intro/lesson.md', '# Why a queue\n\n## Xylophone\n\nIt rings.\n')
    expect((await searchFor(workshop.root, 'xylophone', 8)).map(({ address }) => address)).toEqual([
      '/lessons/intro#xylophone',
    ])
  })
})

test('an excerpt shows the first of the words with what is around it, and marks all', () => {
  const text = `${'a '.repeat(200)}the offset, and an Offset${' z'.repeat(200)}`
  const pieces = excerptOf(text, ['offset'])
  expect(pieces.filter(({ isMarked }) => isMarked).map((piece) => piece.text)).toEqual(['offset', 'Offset'])
  const shown = pieces.map((piece) => piece.text).join('')
  expect(shown).toMatch(/^… a .* z …$/)
  expect(shown.length).toBeLessThan(260)
})

describe('whatever is typed', () => {
  const hostile = '"><script>alert(1)</script>'
  const app = reading(siteOf(ROOT))
  test('stands on the page of results as text', async () => {
    const html = await (await app.request(`/search?q=${encodeURIComponent(hostile)}`)).text()
    expect(html).not.toContain('<script>')
    expect(html).toContain('&lt;script&gt;')
  })
  test('comes back as JSON, without markup', async () => {
    const response = await app.request(`/search/suggestions?q=${encodeURIComponent(hostile)}`)
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(await response.json()).toBeInstanceOf(Array)
  })
})
