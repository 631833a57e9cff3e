import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { extname, join } from 'node:path'
import { Hono } from 'hono'
import type { Site } from './site.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Serves the files of `site/browser` as they are: a browser asks each time whether they have changed, and seldom gets them again. */
export function assets({ root }: Site): Hono {
  const folder = join(root, 'site', 'browser')
  const app = new Hono()
  app.get('/assets/:name', (context) => {
    const name = context.req.param('name')
    const type = TYPES[extname(name)]
    // Only what is listed there: a name is never made a path.
    if (type === undefined || !readdirSync(folder).includes(name)) return context.notFound()
    const content = readFileSync(join(folder, name))
    const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`
    const headers = { 'content-type': type, etag, 'cache-control': 'no-cache' }
    if (context.req.header('if-none-match') === etag) return context.body(null, 304, headers)
    return context.body(content, 200, headers)
  })
  return app
}
