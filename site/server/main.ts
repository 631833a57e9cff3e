import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { EnvironmentError } from '#checker'
import { appOf } from './app.ts'
import type { Site } from './site.ts'

export interface SiteOptions {
  /** Where it is to listen; left out: the first free one from 4000 on. */
  readonly port?: number
}

const FIRST_PORT = 4_000
const PORTS_TRIED = 20

/** Serves the workshop to browsers of this machine until the signal, and then ends what was started for them. */
export async function serveSite(options: SiteOptions, site: Site): Promise<void> {
  let port = 0
  const answer = getRequestListener(appOf(site, () => port).fetch)
  const server = createServer((request, response) => void answer(request, response))
  port = await listen(server, options)
  // Streams of events end with their site; a browser finds it again by itself.
  site.atEnd(async () => server.closeAllConnections())
  if (options.port === undefined && port !== FIRST_PORT) site.say(`Port ${FIRST_PORT} is taken, so it is another.`)
  site.say(`The workshop is at http://localhost:${port} on this machine, until Ctrl-C.`)
  await new Promise<void>((resolve) => site.signal.addEventListener('abort', () => resolve(), { once: true }))
  server.close()
}

async function listen(server: ReturnType<typeof createServer>, { port }: SiteOptions): Promise<number> {
  const ports = port === undefined ? Array.from({ length: PORTS_TRIED }, (_, index) => FIRST_PORT + index) : [port]
  for (const one of ports) if (await listens(server, one)) return one
  throw new EnvironmentError(
    port === undefined ? `The ports ${FIRST_PORT} to ${ports.at(-1)} are all taken.` : `Port ${port} is taken.`,
    { code: 'site-port-taken', fix: 'Name another one: npm start -- --port N' },
  )
}

/** On the loopback interface alone; false when somebody else does already. */
function listens(server: ReturnType<typeof createServer>, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      server.off('listening', listening)
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false)
      else reject(error)
    }
    const listening = () => {
      server.off('error', failed)
      resolve(true)
    }
    server.once('error', failed).once('listening', listening).listen(port, '127.0.0.1')
  })
}
