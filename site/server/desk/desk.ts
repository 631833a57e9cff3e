import { Hono } from 'hono'
import type { Site } from '../site.ts'
import { checkRoutes } from './check-routes.ts'
import { helpRoutes } from './help-routes.ts'
import { deskPage } from './page.ts'
import { runPictures } from './pictures.ts'

/** All that the desk answers: checks, pictures of runs, hints, solutions and resets. */
export function desk(site: Site): Hono {
  const app = new Hono()
  for (const routes of [deskPage, checkRoutes, helpRoutes, runPictures]) app.route('/', routes(site))
  return app
}
