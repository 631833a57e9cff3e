import { once } from 'node:events'
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import { join } from 'node:path'
import { messageOf } from '../errors/index.ts'
import type { EventOf, Evidence } from '../evidence/index.ts'
import { LOOPBACK, type Opened, openPort } from '../loopback/index.ts'
import { type Credit, type CreditEnding, CreditFaults } from './faults.ts'

/** A purchase takes a few hundred bytes; whoever sends more sends something else. */
const MAX_BODY_BYTES = 64 * 1024

export interface LoyaltyOptions {
  readonly evidence: Evidence
  /** As of the wire: a folder in which each program has one of its own, with a socket named by the port. Absolute. */
  readonly doors?: string | undefined
}

/**
 * The loyalty service of one scene: `credit()` of `#shop` asks it over HTTP. Each program has an address of its own, so that what
 * is asked there is known to be its doing. A credit is done when it is answered: one whose program has gone meanwhile never was.
 * All of it is in the evidence: `credit-asked`, then `credit-answered`.
 */
export class Loyalty {
  readonly faults: CreditFaults
  readonly #options: LoyaltyOptions
  readonly #opened = new Map<string, Promise<Opened<Server>>>()
  readonly #doneKeys = new Set<string>()
  #credits = 0

  constructor(options: LoyaltyOptions) {
    this.#options = options
    this.faults = new CreditFaults((what) => options.evidence.add({ kind: 'checker', what }))
  }

  /** What a program finds in SHOP_API. */
  async addressFor(process: string): Promise<string> {
    let opened = this.#opened.get(process)
    if (!opened) {
      const { doors } = this.#options
      opened = openPort(() => this.#server(process), doors === undefined ? undefined : join(doors, process))
      this.#opened.set(process, opened)
    }
    return `http://${LOOPBACK}:${(await opened).port}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const servers = (await Promise.all(this.#opened.values())).flatMap((one) => one.servers)
    await Promise.all(
      servers.map((server) => {
        const closed = once(server, 'close')
        server.close()
        server.closeAllConnections()
        return closed
      }),
    )
  }

  #server(process: string): Server {
    const server = createServer((request, response) => void this.#answer(process, request, response))
    // A request that is none is answered with 400 by Node.
    server.on('error', (error) => {
      this.#options.evidence.add({ kind: 'fault', what: `the loyalty service: ${messageOf(error)}` })
    })
    return server
  }

  async #answer(process: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    if (body === undefined) return tell(response, 413, 'A purchase is smaller than that.')
    if (request.method !== 'POST' || request.url !== '/credits')
      return tell(response, 404, 'Only POST /credits is served.')
    const asked = askedIn(body)
    if (!asked) return tell(response, 400, 'The body has to be JSON: { "purchase": { "id", "customer" }, "key" }.')
    const credit: Credit = { credit: (this.#credits += 1), process, ...asked }
    this.#options.evidence.add({ kind: 'credit-asked', ...credit })
    const { waits, ending } = this.faults.meet(credit)
    const hasGone = new Promise<'gone'>((resolve) => response.once('close', () => resolve('gone')))
    if ((await Promise.race([Promise.all(waits), hasGone])) === 'gone') return this.#note(credit, 'abandoned')
    this.#end(credit, response, ending)
  }

  #end(credit: Credit, response: ServerResponse, ending: CreditEnding | undefined): void {
    switch (ending?.kind) {
      case 'reject':
        this.#note(credit, 'rejected')
        return tell(response, 422, ending.message)
      case 'unavailable':
        this.#note(credit, 'unavailable')
        return tell(response, 503, 'The loyalty service is down.')
      case 'cut':
        this.#note(credit, this.#isDone(credit) ? 'known' : 'cut')
        response.destroy()
        return
      default:
        this.#note(credit, this.#isDone(credit) ? 'known' : 'credited')
        response.writeHead(204).end()
    }
  }

  /** Whether the work of its key was done before; from now on it is. */
  #isDone({ key }: Credit): boolean {
    if (key === null) return false
    const wasDone = this.#doneKeys.has(key)
    this.#doneKeys.add(key)
    return wasDone
  }

  #note(credit: Credit, outcome: EventOf<'credit-answered'>['outcome']): void {
    this.#options.evidence.add({ kind: 'credit-answered', ...credit, outcome })
  }
}

function tell(response: ServerResponse, status: number, error: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
}

/** Undefined when it is too large, or was broken off. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > MAX_BODY_BYTES) return undefined
      chunks.push(chunk)
    }
  } catch {
    return undefined
  }
  return Buffer.concat(chunks).toString('utf8')
}

function askedIn(body: string): Pick<Credit, 'purchaseId' | 'customer' | 'key'> | undefined {
  const { purchase, key } = objectIn(body) ?? {}
  if (typeof purchase !== 'object' || purchase === null) return undefined
  const { id, customer } = purchase as { id?: unknown; customer?: unknown }
  return { purchaseId: textOf(id), customer: textOf(customer), key: key === undefined ? null : textOf(key) }
}

function objectIn(json: string): { purchase?: unknown; key?: unknown } | undefined {
  try {
    const value = JSON.parse(json) as unknown
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
}
