import { once } from 'node:events'
import { type Server, createServer } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'

const ANSWER_MS = 500

export interface CreditAsked {
  readonly worker: string
  readonly purchase: string
  readonly customer: string
}

/** A loyalty service that takes its time, for slow workers: each has an address of its own, under its name. */
export class SlowLoyalty {
  readonly #onCredit: (credit: CreditAsked) => void
  #server: Server | undefined

  constructor(onCredit: (credit: CreditAsked) => void) {
    this.#onCredit = onCredit
  }

  /** What a worker finds in SHOP_API. */
  async addressFor(worker: string): Promise<string> {
    const server = (this.#server ??= createServer((request, response) => {
      void this.#answer(request.url ?? '', request)
        .catch(() => 400)
        .then((status) => response.writeHead(status, { 'content-type': 'application/json' }).end('{}'))
    }))
    if (!server.listening) {
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
    }
    const address = server.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    return `http://127.0.0.1:${port}/${worker}`
  }

  async end(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (!server) return
    server.close()
    server.closeAllConnections()
  }

  /** The status to answer with: as the service does by hand, it knows no card of `nobody`. */
  async #answer(url: string, request: NodeJS.ReadableStream): Promise<number> {
    const { purchase } = JSON.parse(await textOf(request)) as { purchase?: { id?: unknown; customer?: unknown } }
    await delay(ANSWER_MS)
    const customer = String(purchase?.customer)
    if (customer === 'nobody') return 422
    this.#onCredit({ worker: url.split('/')[1] ?? '', purchase: String(purchase?.id), customer })
    return 204
  }
}
