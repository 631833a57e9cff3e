import { createConnection, type Socket } from 'node:net'
import type { DecodedApi, RequestInput, ResponseBody } from './apis.ts'
import { brokerTimedOut, brokerUnreachable } from './failures.ts'
import { FrameSplitter, writeFrame } from './frames.ts'
import { MalformedFrame } from './malformed-frame.ts'
import { correlationIdOf, decodeResponse, encodeRequest } from './requests.ts'

export interface ConnectionOptions {
  readonly host: string
  readonly port: number
  readonly clientId: string
  /** How long connecting, and each request, may take. */
  readonly timeoutMs: number
}

interface Waiting {
  readonly receive: (frame: Buffer) => void
  readonly fail: (error: Error) => void
}

/** One socket to one broker, with requests in flight. It does not reconnect: a broken one fails all that it is asked. */
export class Connection {
  readonly address: string
  readonly #socket: Socket
  readonly #options: ConnectionOptions
  readonly #splitter = new FrameSplitter()
  readonly #waiting = new Map<number, Waiting>()
  #lastCorrelationId = 0
  #broken: Error | undefined

  private constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket
    this.#options = options
    this.address = `${options.host}:${String(options.port)}`
    socket.on('data', (chunk: Buffer) => {
      this.#received(chunk)
    })
    socket.on('error', (error) => {
      this.#break(error)
    })
    socket.on('close', () => {
      this.#break(new Error('the connection was closed'))
    })
  }

  /** Throws EnvironmentError `broker-unreachable` when there is no connection within the limit. */
  static async open(options: ConnectionOptions): Promise<Connection> {
    const socket = createConnection({ host: options.host, port: options.port, noDelay: true })
    const connection = new Connection(socket, options)
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        socket.destroy(new Error(`no connection within ${String(options.timeoutMs)} ms`))
      }, options.timeoutMs)
      socket.once('connect', resolve)
      socket.once('close', () => {
        clearTimeout(timer)
        reject(connection.#broken ?? new Error('closed'))
      })
      socket.once('connect', () => {
        clearTimeout(timer)
      })
    })
    return connection
  }

  /** Whether it can still be asked. */
  get usable(): boolean {
    return this.#broken === undefined
  }

  /**
   * Sends one request and gives back the body of its response; error codes in it are the caller's to look at. Throws
   * EnvironmentError `broker-timeout` after the limit, and `broker-unreachable` when the connection breaks before.
   */
  async request<A extends DecodedApi>(
    api: A,
    version: number,
    body: RequestInput<A>,
    timeoutMs = this.#options.timeoutMs,
  ): Promise<ResponseBody<A>> {
    if (this.#broken !== undefined) throw this.#broken
    const correlationId = ++this.#lastCorrelationId
    const frame = encodeRequest({ api, version, correlationId, clientId: this.#options.clientId, body })
    let timer: NodeJS.Timeout | undefined
    try {
      const response = await new Promise<Buffer>((resolve, reject) => {
        this.#waiting.set(correlationId, { receive: resolve, fail: reject })
        timer = setTimeout(() => {
          reject(brokerTimedOut(`${api} at ${this.address}`, timeoutMs))
        }, timeoutMs)
        writeFrame(this.#socket, frame)
      })
      return decodeResponse(api, version, response).body
    } finally {
      clearTimeout(timer)
      this.#waiting.delete(correlationId)
    }
  }

  close(): void {
    this.#break(new Error('closed by us'))
    this.#socket.destroy()
  }

  #received(chunk: Buffer): void {
    try {
      for (const frame of this.#splitter.push(chunk)) {
        // One that nobody waits for is the answer to a request that ran out of time.
        this.#waiting.get(correlationIdOf(frame))?.receive(frame)
      }
    } catch (error) {
      if (!(error instanceof MalformedFrame)) throw error
      this.#break(error)
      this.#socket.destroy()
    }
  }

  #break(cause: Error): void {
    if (this.#broken !== undefined) return
    this.#broken = brokerUnreachable(this.address, cause)
    for (const { fail } of this.#waiting.values()) fail(this.#broken)
    this.#waiting.clear()
  }
}
