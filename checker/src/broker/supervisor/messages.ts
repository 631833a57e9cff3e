import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'

/** Goes up when the two sides of the socket would no longer understand each other. */
export const PROTOCOL = 3

export type WarmProvider = 'container' | 'embedded'

/** What a command asks, one to a connection. A lease lasts as long as its connection. */
export type Request =
  | { readonly want: 'lease'; readonly protocol: number; readonly provider: WarmProvider | null }
  | { readonly want: 'status' }
  | { readonly want: 'stop' }

export interface Leased {
  readonly kind: 'leased'
  readonly bootstrap: string
  readonly kafkaVersion: string
  readonly provider: WarmProvider
  readonly logFiles: readonly string[]
}

export interface Status {
  readonly kind: 'status'
  readonly protocol: number
  readonly pid: number
  readonly leases: number
  readonly upSeconds: number
  /** When it ends by itself without a lease; null: never. */
  readonly idleMinutes: number | null
  readonly brokers: readonly BrokerStatus[]
}

export interface BrokerStatus {
  readonly provider: WarmProvider
  readonly bootstrap: string
  readonly kafkaVersion: string
  readonly upSeconds: number
  /** Resident, of its processes together; null where the system does not tell. */
  readonly memoryMb: number | null
  readonly logFiles: readonly string[]
}

/** An error of ours, as it crosses the socket. */
export interface Refusal {
  readonly kind: 'error'
  readonly message: string
  readonly code: string
  readonly fix: string
}

export type Reply =
  /** At once, to whatever is asked: what follows may take its time. */
  | { readonly kind: 'heard' }
  | { readonly kind: 'say'; readonly line: string }
  | Leased
  /** The leased broker died. */
  | { readonly kind: 'failed'; readonly message: string }
  | Status
  | { readonly kind: 'stopped' }
  | Refusal

export function send(socket: Socket, message: Request | Reply): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`)
}

/** Calls `take` with each message; a line that is none closes the connection. */
export function onMessage(socket: Socket, take: (message: unknown) => void): void {
  const lines = createInterface({ input: socket, crlfDelay: Infinity })
  lines.on('line', (line) => {
    let message: unknown
    try {
      message = JSON.parse(line)
    } catch {
      socket.destroy()
      return
    }
    take(message)
  })
  // readline passes errors of its input on as its own.
  lines.on('error', () => undefined)
}
