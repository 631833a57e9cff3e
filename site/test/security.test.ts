import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { ownRequestsOnly, strictHeaders } from '../server/security.ts'

const PORT = 4_123

function ask(headers: Record<string, string>, method = 'GET'): Response | Promise<Response> {
  const app = new Hono()
  app.use(
    strictHeaders(),
    ownRequestsOnly(() => PORT),
  )
  app.all('/', (context) => context.text('in'))
  return app.request('/', { method, headers })
}

const OWN = { host: `localhost:${PORT}` }

describe('what is let in', () => {
  test.each([`localhost:${PORT}`, `127.0.0.1:${PORT}`, `[::1]:${PORT}`])('a page that is asked of %s', async (host) => {
    expect((await ask({ host })).status).toBe(200)
  })
  test('a change that a page of its own asks for', async () => {
    expect((await ask({ ...OWN, origin: `http://localhost:${PORT}` }, 'POST')).status).toBe(200)
  })
  test('a link on a page elsewhere that somebody followed', async () => {
    expect((await ask({ ...OWN, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).status).toBe(200)
  })
})

describe('what is refused', () => {
  test.each(['evil.example', `evil.example:${PORT}`, 'localhost', `localhost:${PORT + 1}`, ''])(
    'the host "%s"',
    async (host) => {
      expect((await ask({ host })).status).toBe(403)
    },
  )
  test.each([
    ['a form of a page elsewhere', { origin: 'http://evil.example' }, 'POST'],
    ['a form of a page without an origin', { origin: 'null' }, 'POST'],
    ['a change without an origin', {}, 'POST'],
    ['a change from another server of this machine', { origin: 'http://localhost:8080' }, 'POST'],
    ['a change under another name of this machine', { origin: `http://127.0.0.1:${PORT}` }, 'DELETE'],
    ['a stream that a page elsewhere opens', { origin: 'http://evil.example' }, 'GET'],
    ['a picture in a page elsewhere', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 'GET'],
  ])('%s', async (_, headers, method) => {
    expect((await ask({ ...OWN, ...headers }, method)).status).toBe(403)
  })
})

test('pages may run nothing but our own files', async () => {
  const response = await ask(OWN)
  const policy = response.headers.get('content-security-policy') ?? ''

  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self'")
  expect(policy).not.toContain('unsafe')
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
})
