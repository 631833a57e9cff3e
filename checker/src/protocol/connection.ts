import { type Socket, connect } from 'node:net'
import { EnvironmentError, messageOf } from '../errors/index.ts'
import type { DecodedApi, RequestInput, ResponseBody } from './apis.ts'
import { FrameSplitter, writeFrame } from './frames.ts'
import { correlationIdOf, decodeResponse, encodeRequest } from './requests.ts'

export interface ConnectionOptions {
  readonly host: string
  readonly port: number
  readonly clientId: string
  /** For the connection to come about, and for each response. */
  readonly timeoutMs: number
  /** Called when an open connection ends and we did not close it. */
  readonly onLost?: (() => void) | undefined
}

interface Pending {
  /** On the clock of `performance.now()`. */
  readonly since: number
  resolve(frame: Buffer): void
  reject(error: Error): void
}

/** One connection to one broker; requests may overlap. */
export class Connection {
  readonly #socket: Socket
  readonly #options: ConnectionOptions
  readonly #splitter = new FrameSplitter()
  readonly #pending = new Map<number, Pending>()
  #nextCorrelationId = 1
  #failure: Error | undefined
  #closing = false

  private constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket
    this.#options = options
    socket.on('data', (chunk) => this.#receive(chunk))
    socket.on('error', (error) => this.#fail(error))
    socket.on('close', () => {
      const who = this.#closing ? 'the checker' : 'the broker'
      this.#fail(Object.assign(new Error(`${who} closed the connection`), { code: 'ECONNRESET' }))
      if (!this.#closing) options.onLost?.()
    })
  }

  /** Throws EnvironmentError `broker-unreachable` when nobody answers within the limit. */
  static async open(options: ConnectionOptions): Promise<Connection> {
    const { host, port, timeoutMs } = options
    const socket = connect({ host, port, noDelay: true })
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve)
        socket.once('error', reject)
        socket.setTimeout(timeoutMs, () => reject(new Error(`no answer within ${timeoutMs} ms`)))
      })
    } catch (error) {
      socket.on('error', () => undefined)
      socket.destroy()
      throw unreachable(options, error)
    }
    socket.setTimeout(0)
    return new Connection(socket, options)
  }

  get isOpen(): boolean {
    return this.#failure === undefined
  }

  /** Since when its oldest request has no response, on the clock of `performance.now()`; undefined where none is open. */
  get waitingSince(): number | undefined {
    return this.#pending.values().next().value?.since
  }

  /**
   * Sends one request and waits for its response. Throws EnvironmentError `broker-unreachable` when the connection ends or
   * the limit passes first, and MalformedFrame for a response that is not as its version says.
   */
  async request<A extends DecodedApi>(api: A, version: number, body: RequestInput<A>): Promise<ResponseBody<A>> {
    if (this.#failure) throw unreachable(this.#options, this.#failure)
    const correlationId = this.#nextCorrelationId++
    const { clientId, timeoutMs } = this.#options
    const frame = await new Promise<Buffer>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no response to ${api} within ${timeoutMs} ms`)), timeoutMs)
      const settle = <T>(act: (value: T) => void) => {
        return (value: T) => {
          clearTimeout(timer)
          this.#pending.delete(correlationId)
          act(value)
        }
      }
      this.#pending.set(correlationId, { since: performance.now(), resolve: settle(resolve), reject: settle(reject) })
      writeFrame(this.#socket, encodeRequest({ api, version, correlationId, clientId, body }))
    }).catch((error: unknown) => {
      throw unreachable(this.#options, error)
    })
    return decodeResponse(api, version, frame).body
  }

  /** Ends the connection; what is under way rejects. */
  close(): void {
    this.#closing = true
    this.#socket.destroy()
  }

  #receive(chunk: Buffer): void {
    try {
      for (const frame of this.#splitter.push(chunk)) this.#pending.get(correlationIdOf(frame))?.resolve(frame)
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)))
      this.#socket.destroy()
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error
    for (const pending of [...this.#pending.values()]) pending.reject(error)
  }
}

function unreachable({ host, port }: ConnectionOptions, cause: unknown): EnvironmentError {
  return new EnvironmentError(`The broker at ${host}:${port} does not answer: ${messageOf(cause)}.`, {
    code: 'broker-unreachable',
    fix: 'See whether it still runs, and whether the address is right.',
    cause,
  })
}
