import { once } from 'node:events'
import { type Socket, connect } from 'node:net'
import type { Address } from '../protocol/index.ts'

/** A broker that is there accepts within milliseconds; one behind a firewall that drops packets never says no. */
const LIMIT_MS = 3_000
/** What was written to a peer that reads no more is given up on after so long. */
const LINGER_MS = 1_000

/** Connects to the first of several addresses that accepts; rejects with the failure of the last. */
export async function dial(addresses: readonly Address[]): Promise<Socket> {
  let failure: unknown = new Error('no address')
  for (const { host, port } of addresses) {
    const socket = connect({ host, port, noDelay: true })
    try {
      await once(socket, 'connect', { signal: AbortSignal.timeout(LIMIT_MS) })
      return socket
    } catch (error) {
      failure = error
      socket.destroy()
    }
  }
  throw failure
}

/** Calls `close` when the socket ends in any way, perhaps several times. */
export function closesWith(socket: Socket, close: () => void): void {
  for (const event of ['error', 'end', 'close']) socket.on(event, close)
}

/** Closes it once all that was written has gone out. */
export function endGently(socket: Socket): void {
  socket.setTimeout(LINGER_MS, () => socket.destroy()).destroySoon()
}
