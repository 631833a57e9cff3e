import { Hono } from 'hono'
import { explainRun, folderOfRun, pageOf, pagePolicy } from '#checker'
import type { Site } from '../site.ts'
import { numberAsked } from './asked.ts'

/** The picture of a run that was graded: of one of its tests, or of the one whose finding is shown first. */
export function runPictures({ root }: Site): Hono {
  const app = new Hono()
  app.get('/runs/:id/picture', (context) => {
    const folder = folderOfRun(root, context.req.param('id'))
    const { part, test } = context.req.query()
    const explanation = explainRun(folder, { part: numberAsked(part), test })
    // The page stands alone: what is in it is allowed by its hashes, and nothing else is.
    const policy = `${pagePolicy()}; frame-ancestors 'self'`
    return context.html(pageOf(explanation), 200, { 'content-security-policy': policy })
  })
  return app
}
