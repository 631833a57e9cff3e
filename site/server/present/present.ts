import { Hono } from 'hono'
import { liveWidget } from '../live/widget.ts'
import type { Site } from '../site.ts'
import { deckOf } from './deck.ts'
import { notesPage } from './pages/notes-page.ts'
import { slidesPage } from './pages/slides-page.ts'

/** Lessons for a beamer, made of the very Markdown that is read, and the notes of who speaks. */
export function present(site: Site): Hono {
  const app = new Hono()
  app.get('/present/:slug', async (context) => {
    const deck = await deckOf(site, context.req.param('slug'))
    return deck === undefined ? context.notFound() : context.html(slidesPage(deck, await liveWidget(site)))
  })
  app.get('/present/:slug/notes', async (context) => {
    const deck = await deckOf(site, context.req.param('slug'))
    return deck === undefined ? context.notFound() : context.html(notesPage(deck))
  })
  return app
}
