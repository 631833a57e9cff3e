import { Hono } from 'hono'
import type { Site } from '../site.ts'
import { glossaryPage } from './glossary/page.ts'
import { FIGURE_POLICY, figureOf } from './lessons/figure.ts'
import { lessonPage } from './lessons/lesson-page.ts'
import { lessonsPage } from './lessons/lessons-page.ts'
import { predictions } from './predictions/routes.ts'
import { search } from './search/routes.ts'

/** Lessons with their tasks and pictures, the glossary, and search. */
export function reading(site: Site): Hono {
  const app = new Hono()
  app.get('/', async (context) => context.html(await lessonsPage(site.root)))
  app.get('/glossary', async (context) => context.html(await glossaryPage(site.root)))
  app.get('/lessons/:slug', async (context) => {
    const page = await lessonPage(site, context.req.param('slug'))
    return page === undefined ? context.notFound() : context.html(page)
  })
  app.get('/lessons/:slug/:figure{[^/]+\\.svg}', (context) => {
    const { slug, figure } = context.req.param()
    const picture = figureOf(site.root, slug, figure)
    if (picture === undefined) return context.notFound()
    return context.body(picture, 200, {
      'content-type': 'image/svg+xml',
      'content-security-policy': FIGURE_POLICY,
      'cache-control': 'no-cache',
    })
  })
  app.route('/', predictions(site))
  app.route('/', search(site))
  return app
}
