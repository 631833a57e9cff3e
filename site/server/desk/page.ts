import { Hono } from 'hono'
import { html } from 'hono/html'
import { page } from '../layout.ts'
import type { Site } from '../site.ts'
import { exerciseAsked } from './asked.ts'
import { DESK, deskPanel } from './panel.ts'

/** The desk of an exercise on a page of its own: to have it beside an editor, without the lesson. */
export function deskPage(site: Site): Hono {
  const app = new Hono()
  app.get('/desk/:exercise', async (context) => {
    const exercise = exerciseAsked(site, context.req.param('exercise'))
    const body = html`<h1>${exercise.title}</h1>
      <p><a href="/lessons/${exercise.slug}">To the lesson and its task</a></p>
      ${await deskPanel(site, exercise)}`
    return context.html(page({ title: `${exercise.title}: desk`, ...DESK, body }))
  })
  return app
}
