import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Site } from '../site.ts'
import { exerciseAsked, partAsked } from './asked.ts'
import { checksOf } from './checks.ts'
import { statusOf, troubleBlock } from './trouble.ts'

/** Checks that pages ask for, and what comes of them as it comes. */
export function checkRoutes(site: Site): Hono {
  const app = new Hono()
  const checks = checksOf(site)
  app.post('/checks', async (context) => {
    const body = await context.req.parseBody()
    const exercise = exerciseAsked(site, body['exercise'])
    const { id } = checks.start(exercise, partAsked(exercise, body['part']))
    return context.json({ id }, 202)
  })
  app.get('/checks/:id/events', (context) => {
    const check = checks.find(context.req.param('id'))
    const last = Number(/^\d{1,9}$/.exec(context.req.header('last-event-id') ?? '')?.[0] ?? 0)
    // Whoever has got all does not ask again after this.
    if (check.isOver && last >= check.told) return context.body(null, 204)
    return streamSSE(context, async (stream) => {
      for await (const { id, name, html } of check.eventsAfter(last)) {
        if (stream.aborted) return
        await stream.writeSSE({ id: String(id), event: name, data: String(await html) })
      }
    })
  })
  app.onError(async (error, context) => context.html(await troubleBlock(error, site), statusOf(error)))
  return app
}
