import { type Socket, connect } from 'node:net'
import { messageOf } from '../errors/index.ts'
import { APIS, FrameSplitter, correlationIdOf, decodeRequest, writeFrame } from '../protocol/index.ts'
import type { Interceptor } from './interceptors.ts'
import type { Pending, Recorder } from './recorder.ts'
import { type PortOf, rewritten, unsupportedApiVersions } from './rewrite.ts'

export interface RelayOptions {
  readonly process: string
  readonly connection: number
  readonly program: Socket
  readonly broker: { readonly host: string; readonly port: number }
  readonly recorder: Recorder
  readonly interceptors: ReadonlySet<Interceptor>
  readonly portOf: PortOf
  onClose(): void
}

/**
 * One connection of a program, passed on to a broker and back, frame by frame, in order. What is not a frame of a request that we
 * know closes this connection alone, with a `fault` in the evidence.
 */
export class Relay {
  readonly #options: RelayOptions
  readonly #broker: Socket
  readonly #fromProgram = new FrameSplitter()
  readonly #fromBroker = new FrameSplitter()
  readonly #pending = new Map<number, Pending>()
  /** The last response that is not passed on yet; those behind it wait for it. */
  #tail: Promise<void> | undefined
  #brokerConnected = false
  #closed = false

  constructor(options: RelayOptions) {
    this.#options = options
    const { program, recorder, process, connection } = options
    recorder.add({ kind: 'connected', process, connection })
    this.#broker = connect({ ...options.broker, noDelay: true }, () => (this.#brokerConnected = true))
    program.on('data', (chunk: Buffer) => this.#guard(() => this.#takeRequests(chunk)))
    this.#broker.on('data', (chunk: Buffer) => this.#guard(() => this.#takeResponses(chunk)))
    // Backpressure: who cannot be written to is not read for.
    program.on('drain', () => this.#broker.resume())
    this.#broker.on('drain', () => program.resume())
    program.on('error', () => this.#close('program'))
    program.on('end', () => this.#close('program'))
    program.on('close', () => this.#close('program'))
    this.#broker.on('error', (error) => this.#brokerFailed(error))
    this.#broker.on('end', () => this.#close('broker'))
    this.#broker.on('close', () => this.#close('broker'))
  }

  /** Requests whose response was not passed on. */
  get inFlight(): number {
    return this.#pending.size
  }

  get process(): string {
    return this.#options.process
  }

  get connection(): number {
    return this.#options.connection
  }

  close(): void {
    this.#close('checker')
  }

  #takeRequests(chunk: Buffer): void {
    const { recorder, program } = this.#options
    for (const frame of this.#fromProgram.push(chunk)) {
      const request = decodeRequest(frame)
      const pending = recorder.request(request)
      if (request.api === 'ApiVersions' && request.version > APIS.ApiVersions.max) {
        writeFrame(program, unsupportedApiVersions(request.correlationId))
        continue
      }
      // A Produce request with acks 0 gets no response.
      if (request.api !== 'Produce' || request.body.acks !== 0) this.#pending.set(request.correlationId, pending)
      if (!writeFrame(this.#broker, frame)) program.pause()
    }
  }

  #takeResponses(chunk: Buffer): void {
    for (const frame of this.#fromBroker.push(chunk)) {
      const pending = this.#pending.get(correlationIdOf(frame))
      if (!pending) throw new Error('a response that nobody asked for')
      this.#takeResponse(pending, frame)
    }
  }

  #takeResponse(pending: Pending, frame: Buffer): void {
    const { interceptors, process, portOf } = this.#options
    const waits: Promise<unknown>[] = this.#tail ? [this.#tail] : []
    for (const interceptor of interceptors) {
      const wait = interceptor.onResponse({ process, api: pending.request.api, produced: pending.produced })
      if (wait) waits.push(wait)
    }
    const replaced = rewritten(pending.request, frame, portOf)
    if (waits.length === 0 && !(replaced instanceof Promise)) {
      this.#pass(pending, replaced ?? frame)
      return
    }
    const tail = Promise.all(waits)
      .then(async () => {
        const ready = (await replaced) ?? frame
        this.#guard(() => this.#pass(pending, ready))
      })
      .catch((error: unknown) => this.#fault(error))
      .finally(() => {
        if (this.#tail === tail) this.#tail = undefined
      })
    this.#tail = tail
  }

  #pass(pending: Pending, frame: Buffer): void {
    if (this.#closed) return
    const { recorder, program } = this.#options
    this.#pending.delete(pending.request.correlationId)
    recorder.response(pending, frame)
    if (!writeFrame(program, frame)) this.#broker.pause()
  }

  #guard(act: () => void): void {
    if (this.#closed) return
    try {
      act()
    } catch (error) {
      this.#fault(error)
    }
  }

  #fault(error: unknown): void {
    const { process, recorder } = this.#options
    if (this.#closed) return
    recorder.add({
      kind: 'fault',
      process,
      what: `${process} and the broker could not be followed: ${messageOf(error)}`,
    })
    this.#close('checker')
  }

  #brokerFailed(error: Error): void {
    const { process, recorder } = this.#options
    if (!this.#brokerConnected && !this.#closed) {
      recorder.add({ kind: 'fault', process, what: `the broker could not be reached: ${error.message}` })
    }
    this.#close('broker')
  }

  #close(by: 'program' | 'broker' | 'checker'): void {
    if (this.#closed) return
    this.#closed = true
    const { program, recorder, process, connection, onClose } = this.#options
    recorder.add({ kind: 'disconnected', by, process, connection })
    this.#pending.clear()
    program.destroy()
    this.#broker.destroy()
    onClose()
  }
}
