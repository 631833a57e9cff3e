import { expect, test } from 'vitest'
import { type Bundle, catalog } from '#checker'
import { renderDeck } from '../../server/present/deck.ts'
import { notesPage } from '../../server/present/pages/notes-page.ts'
import { slidesPage } from '../../server/present/pages/slides-page.ts'
import type { Site } from '../../server/site.ts'
import { ROOT } from '../harness/site.ts'

const SITE: Site = {
  root: ROOT,
  // Only what grades needs it.
  bundle: undefined as unknown as Bundle,
  signal: new AbortController().signal,
  say: () => undefined,
  atEnd: () => undefined,
}
const EXERCISE = catalog(ROOT).find('01')

const HOSTILE = `# A <script>alert(1)</script> "title"

<img src=x onerror=alert(2)> and [a link](javascript:alert(3)) and **<b onclick=alert(4)>bold</b>**.

## "><svg onload=alert(5)>

![x" onerror="alert(6)](x.svg)

- <iframe src=//evil.example></iframe>

> **Try it.** <form action=//evil.example></form>

<details>
<summary><img src=x onerror=alert(7)>Why?</summary>

<script>alert(8)</script>

</details>

<style>*{display:none}</style>
`

test.each(['slides', 'notes'])('nothing of a hostile lesson is markup of its own in %s', async (what) => {
  const deck = await renderDeck(SITE, EXERCISE, HOSTILE)
  const page = String(await (what === 'slides' ? slidesPage(deck, '' as never) : notesPage(deck)))
  const tags = [...page.matchAll(/<[a-z][^>]*>/gi)].map(([tag]) => tag)

  expect(tags.filter((tag) => /^<(?:script(?! type="module" src="\/assets\/)|iframe|svg|style)/i.test(tag))).toEqual([])
  // An attribute's value may hold it as text; a handler stands outside of quotes.
  expect(tags.map((tag) => tag.replace(/"[^"]*"/g, '""')).filter((tag) => /\son\w+\s*=/i.test(tag))).toEqual([])
  expect(tags.filter((tag) => /(?:href|src|action)="?(?:javascript:|\/\/evil)/i.test(tag))).toEqual([])
  expect(page).toContain('A alert(1) &quot;title&quot;')
})

test('a link within a lesson finds the slide of its section', async () => {
  const deck = await renderDeck(SITE, EXERCISE, '# T\n\n## One thing\n\nText.\n\n## Two `things`!\n\nText.\n')
  expect(deck.slides.map(({ number, anchor }) => [number, anchor])).toEqual([
    [1, 't'],
    [2, 'one-thing'],
    [3, 'two-things'],
  ])
})
