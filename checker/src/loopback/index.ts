import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'

export const LOOPBACK = '127.0.0.1'

/** A port that is listened on, by one server or by two. */
export interface Opened<S extends Server> {
  readonly port: number
  readonly servers: readonly S[]
}

/**
 * Listens on a free port of loopback with a server that `make` makes. With a `folder`, another one listens there on a socket
 * named by the port: by it a program without a network comes to the port (see the sandbox's `door.cjs`).
 */
export async function openPort<S extends Server>(make: () => S, folder?: string): Promise<Opened<S>> {
  const server = make().listen(0, LOOPBACK)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  if (folder === undefined) return { port, servers: [server] }
  mkdirSync(folder, { recursive: true })
  const door = make().listen(join(folder, String(port)))
  await once(door, 'listening')
  return { port, servers: [server, door] }
}
