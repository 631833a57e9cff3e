import type { Socket } from 'node:net'
import { messageOf } from '../errors/index.ts'
import {
  type Address,
  APIS,
  FrameSplitter,
  type Request,
  correlationIdOf,
  decodeRequest,
  writeFrame,
} from '../protocol/index.ts'
import { earliest } from '../timing/index.ts'
import { type Reach, permittedPart, refusalOf, refusingAnswer } from './allowance.ts'
import { failingAnswer } from './answers.ts'
import { Crossings } from './crossings.ts'
import type { Ending, Way, WireFaults } from './faults.ts'
import type { Pending, Recorder } from './recorder.ts'
import { type PortOf, rewritten, unsupportedApiVersions } from './rewrite.ts'
import { closesWith, dial, endGently } from './sockets.ts'

/** So much of a frame that cannot be understood is kept: enough for what a program of an exercise sends. */
const KEPT_BYTES = 8_192

export interface RelayOptions {
  readonly process: string
  readonly connection: number
  readonly program: Socket
  /** Addresses of one cluster: the first that accepts is taken. */
  readonly brokers: readonly Address[]
  readonly recorder: Recorder
  readonly faults: WireFaults
  /** Requests are not read before it resolves; when it rejects, the connection ends with a `fault`. */
  readonly ready?: Promise<unknown> | undefined
  readonly portOf: PortOf
  readonly reach: Reach
  onClose(): void
}

/**
 * One connection of a program, passed on to a broker and back, frame by frame, in order. What is not a frame of a request that we
 * know closes this connection alone, with a `fault` in the evidence.
 */
export class Relay {
  /** Resolves when it is closed, by whomever. */
  readonly closed: Promise<void>
  #settleClosed!: () => void
  readonly #options: RelayOptions
  readonly #fromProgram = new FrameSplitter()
  readonly #fromBroker = new FrameSplitter()
  readonly #pending = new Map<number, Pending>()
  readonly #crossings: Crossings
  /** Bytes to come of a response that is passed on as it comes. */
  #passing = 0
  #broker: Socket | undefined
  #closed = false
  /** The frame that is being looked at: where it cannot be understood, it is what tells why. */
  #looked: Buffer | undefined

  constructor(options: RelayOptions) {
    this.#options = options
    const { program, recorder, process, connection, faults } = options
    this.#crossings = new Crossings({ process, connection, faults, fail: (error) => this.#fault(error) })
    this.closed = new Promise((resolve) => (this.#settleClosed = resolve))
    recorder.add({ kind: 'connected', process, connection })
    closesWith(program, () => this.#close('program'))
    void this.#connect()
  }

  /** Requests whose response was not passed on. */
  get inFlight(): number {
    return this.#pending.size
  }

  /** When the first of them was due; undefined where none is open. */
  get dueSince(): number | undefined {
    return earliest([...this.#pending.values()].map(({ dueAt }) => dueAt))
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

  /** The program is read once there is a broker to pass it on to; until then its requests wait in its socket. */
  async #connect(): Promise<void> {
    const { program, brokers, process, recorder, ready } = this.#options
    try {
      await ready
      this.#broker = await dial(brokers)
    } catch (error) {
      if (!this.#closed)
        recorder.add({ kind: 'fault', process, what: `the broker could not be reached: ${messageOf(error)}` })
      this.#close('broker')
      return
    }
    const broker = this.#broker
    closesWith(broker, () => this.#close('broker'))
    if (this.#closed) return void broker.destroy()
    // Backpressure: who cannot be written to is not read for.
    program.on('drain', () => broker.resume())
    broker.on('drain', () => program.resume())
    broker.on('data', (chunk: Buffer) => this.#guard(() => this.#takeResponses(chunk, broker)))
    program.on('data', (chunk: Buffer) => this.#guard(() => this.#takeRequests(chunk, broker)))
  }

  #takeRequests(chunk: Buffer, broker: Socket): void {
    const { recorder, program, reach } = this.#options
    for (const whole of this.#fromProgram.push(chunk)) {
      if (this.#closed) return
      this.#looked = whole
      const request = decodeRequest(whole)
      const refused = refusalOf(request, reach)
      const frame = refused === undefined ? whole : this.#refuse(request, refused)
      if (!frame) continue
      if (request.api === 'ApiVersions' && request.version > APIS.ApiVersions.max) {
        recorder.request(request)
        writeFrame(program, unsupportedApiVersions(request.correlationId))
        continue
      }
      const send = () => {
        if (!writeFrame(broker, frame)) program.pause()
      }
      const isFree = this.#crossings.isFree('request')
      // Passed on first, so that the broker works while we record; what it answers is seen in a later turn of the event loop.
      if (isFree) send()
      const pending = recorder.request(request)
      // A Produce request with acks 0 gets no response.
      if (request.api !== 'Produce' || request.body.acks !== 0) this.#pending.set(request.correlationId, pending)
      if (!isFree) this.#cross('request', pending, send)
    }
  }

  #endBy(ending: Ending, pending: Pending): void {
    if (ending.kind === 'cut') return this.#close('checker')
    const answer = failingAnswer(pending.request, ending.error)
    if (!answer) throw new Error(`a fault that answers ${pending.request.api} has no words for it`)
    writeFrame(this.#options.program, answer)
    this.#note(pending, answer, this.#options.recorder.forced)
  }

  /** Notes it and answers as a broker would; gives back what may be passed on all the same. Hangs up where no client would ask. */
  #refuse(request: Request, what: string): Buffer | undefined {
    const { recorder, program, process, connection, reach } = this.#options
    recorder.add({ kind: 'refused', api: request.api, what, process, connection })
    const permitted = permittedPart(request, reach)
    if (permitted) return permitted
    const answer = refusingAnswer(request)
    if (answer) writeFrame(program, answer)
    else this.#close('checker')
    return undefined
  }

  #takeResponses(chunk: Buffer, broker: Socket): void {
    if (this.#passing > 0) this.#passPart(chunk.subarray(0, this.#passing), broker)
    for (const frame of this.#fromBroker.push(chunk)) {
      this.#looked = frame
      const pending = this.#answeredBy(frame)
      if (pending.passing) this.#note(pending, frame)
      else this.#takeResponse(pending, frame, broker)
    }
    if (this.#passing === 0) this.#passBegun(broker)
  }

  #answeredBy(frame: Buffer): Pending {
    const pending = this.#pending.get(correlationIdOf(frame))
    if (!pending) throw new Error('a response that nobody asked for')
    return pending
  }

  /**
   * Fetch responses are a megabyte each: unless somebody may hold them, they are passed on as they come, so that the program
   * reads while the broker still sends.
   */
  #passBegun(broker: Socket): void {
    const { begun } = this.#fromBroker
    if (!begun || !this.#crossings.isFree('response')) return
    const pending = this.#answeredBy(begun.bytes.subarray(4))
    if (pending.request.api !== 'Fetch') return
    pending.passing = true
    this.#passing = begun.missing + begun.bytes.length
    this.#passPart(begun.bytes, broker)
  }

  #passPart(bytes: Buffer, broker: Socket): void {
    this.#passing -= bytes.length
    if (!this.#options.program.write(bytes)) broker.pause()
  }

  #takeResponse(pending: Pending, frame: Buffer, broker: Socket): void {
    const { portOf, reach } = this.#options
    const replaced = rewritten(pending.request, frame, { portOf, reach })
    let ready = frame
    const waits = replaced instanceof Promise ? [replaced.then((answer) => (ready = answer))] : []
    if (replaced && !(replaced instanceof Promise)) ready = replaced
    this.#cross('response', pending, () => this.#pass(pending, ready, broker), waits)
  }

  #cross(way: Way, pending: Pending, pass: () => void, waits: readonly Promise<unknown>[] = []): void {
    this.#crossings.cross(way, pending, {
      pass: () => this.#guard(pass),
      end: (ending) => this.#guard(() => this.#endBy(ending, pending)),
      waits,
    })
  }

  #pass(pending: Pending, frame: Buffer, broker: Socket): void {
    if (!writeFrame(this.#options.program, frame)) broker.pause()
    this.#note(pending, frame)
  }

  #note(pending: Pending, frame: Buffer, recorder = this.#options.recorder): void {
    this.#pending.delete(pending.request.correlationId)
    recorder.response(pending, frame)
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
    const frame = this.#looked
    if (frame)
      recorder.add({
        kind: 'checker',
        what: `looked at ${frame.length} bytes: ${frame.subarray(0, KEPT_BYTES).toString('base64')}`,
      })
    this.#close('checker')
  }

  #close(by: 'program' | 'broker' | 'checker'): void {
    if (this.#closed) return
    this.#closed = true
    const { program, recorder, process, connection, onClose } = this.#options
    recorder.add({ kind: 'disconnected', by, process, connection })
    this.#pending.clear()
    // What one side sent before it closed still reaches the other.
    for (const [socket, side] of [
      [program, 'program'],
      [this.#broker, 'broker'],
    ] as const) {
      if (by === 'checker' || by === side) socket?.destroy()
      else if (socket) endGently(socket)
    }
    onClose()
    this.#settleClosed()
  }
}
