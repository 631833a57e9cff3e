import { Hono } from 'hono'
import { html } from 'hono/html'
import { type Html, page } from '../../layout.ts'
import type { Site } from '../../site.ts'
import type { Piece } from './excerpt.ts'
import { type Hit, searchFor } from './index.ts'

const ON_THE_PAGE = 30
const WHILE_TYPING = 6

/** Search as a page, and as JSON for what is found while somebody types. */
export function search({ root }: Site): Hono {
  const app = new Hono()
  app.get('/search', async (context) => {
    const query = (context.req.query('q') ?? '').trim()
    const hits = query === '' ? [] : await searchFor(root, query, ON_THE_PAGE)
    return context.html(page({ title: 'Search', styles: ['reading.css'], body: resultsOf(query, hits) }))
  })
  app.get('/search/suggestions', async (context) =>
    context.json(await searchFor(root, context.req.query('q') ?? '', WHILE_TYPING)),
  )
  return app
}

function resultsOf(query: string, hits: readonly Hit[]): Html {
  return html`<div class="results">
    <h1>Search</h1>
    <form class="search" action="/search">
      <input type="search" name="q" aria-label="Search for" value="${query}" />
      <button>Search</button>
    </form>
    ${query === '' ? html`<p>Type a word: of a lesson, a task or the glossary.</p>` : html`<p>${countOf(query, hits.length)}</p>`}
    <ol>
      ${hits.map(
        ({ address, place, heading, excerpt }) =>
          html`<li>
            <h2><a href="${address}">${piecesOf(heading)}</a></h2>
            <p class="place">${place}</p>
            <p>${piecesOf(excerpt)}</p>
          </li>`,
      )}
    </ol>
  </div>`
}

function countOf(query: string, count: number): string {
  if (count === 0) return `Nothing has “${query}”. Try another word, or only its beginning.`
  if (count === 1) return `1 section has “${query}”:`
  return count === ON_THE_PAGE ? `The best ${count} sections with “${query}”:` : `${count} sections have “${query}”:`
}

function piecesOf(pieces: readonly Piece[]): Html[] {
  return pieces.map(({ text, isMarked }) => (isMarked ? html`<mark>${text}</mark>` : html`${text}`))
}
