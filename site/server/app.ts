import { Hono } from 'hono'
import { html } from 'hono/html'
import { isWorkshopError } from '#checker'
import { assets } from './assets.ts'
import { desk } from './desk/desk.ts'
import { page } from './layout.ts'
import { live } from './live/routes.ts'
import { present } from './present/present.ts'
import { reading } from './reading/routes.ts'
import { ownRequestsOnly, strictHeaders } from './security.ts'
import type { Site } from './site.ts'

/** All that the site answers. `port`: where it listens, once it does. */
export function appOf(site: Site, port: () => number): Hono {
  const app = new Hono()
  app.use(strictHeaders(), ownRequestsOnly(port))
  for (const part of [assets, reading, desk, live, present]) app.route('/', part(site))
  app.notFound((context) =>
    context.html(
      page({
        title: 'Not here',
        body: html`<h1>There is no such page</h1>
          <p>Go to <a href="/">the lessons</a>, or search for it.</p>`,
      }),
      404,
    ),
  )
  app.onError((error, context) => {
    if (isWorkshopError(error))
      return context.html(
        page({
          title: 'This did not work',
          body: html`<h1>This did not work</h1>
            <p>${error.message}</p>
            <p>${error.fix}</p>`,
        }),
        error.exitCode === 2 ? 400 : 500,
      )
    site.say(error.stack ?? error.message)
    return context.html(
      page({
        title: 'A bug in the workshop',
        body: html`<h1>This is a bug in the workshop, not in your programs</h1>
          <p>The terminal in which it runs says more. Please send that text to the keepers of the workshop.</p>`,
      }),
      500,
    )
  })
  return app
}
