import { fileURLToPath } from 'node:url'
import { type OwnBroker, startEmbedded } from '../../src/broker/index.ts'

/** A broker for one test, which may break it; on that port, or on any free one. */
export async function startOwnBroker(port?: number): Promise<OwnBroker> {
  const root = fileURLToPath(new URL('../../..', import.meta.url))
  return startEmbedded({ root, env: process.env, say: () => undefined, ...(port !== undefined && { port }) })
}
