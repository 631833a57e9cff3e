import { messageOf } from '../../errors/index.ts'
import type { CallOutcome, Evidence } from '../../evidence/index.ts'
import { settlesWithin } from '../../timing/index.ts'
import type { RunningProcess } from '../running-process.ts'
import { Channel } from './channel.ts'
import { type FromHost, readMessage } from './messages.ts'

/** The program that hosts functions, see there; to be started with a channel and the module's path as its argument. */
export const HOST_SCRIPT = 'checker/src/runner/host/host.mjs'
/** A process that has closed its channel ends by itself, or is ended. */
const ENDING_MS = 500

/** A function of ours that a learner's code is given. It may reject with a `RemoteRefusal`, and may give back JSON or nothing. */
export class RemoteFunction {
  /** How the evidence calls it: `handle`, `queue.ack`. */
  readonly name: string
  readonly answer: (...args: readonly unknown[]) => unknown

  constructor(name: string, answer: RemoteFunction['answer']) {
    this.name = name
    this.answer = answer
  }
}

/** What a remote function rejects with on purpose: it arrives as an Error of this name and message. Anything else is a fault of ours. */
export class RemoteRefusal extends Error {
  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}

/** A call that was made. */
export interface Call {
  readonly number: number
  /** How it ended; undefined while it has not. Known before the evidence tells it. */
  outcome(): CallOutcome | undefined
  /** Ends it for the checker, whatever the process goes on with. */
  end(outcome: CallOutcome): void
}

/**
 * A child process that hosts the functions of a learner's module. Calls, their ends, and what the functions call of ours become
 * exact events in the order in which they crossed. What the process says that no host says ends it: `limited`, messages.
 */
export class FunctionHost {
  readonly #process: RunningProcess
  readonly #evidence: Evidence
  readonly #channel: Channel
  readonly #open = new Map<number, Call>()
  readonly #remotes: { readonly remote: RemoteFunction; readonly call: number }[] = []
  /** Crossings of this turn of the process: answered when it has said all that the turn had to say. */
  #turn: (() => void)[] = []
  /** Who waits for turns that were asked for, in that order. */
  #rounds: (() => void)[] = []
  #isReady = false

  /** `process`: was started with `channel`. `atExit`: what became of calls that were open when the process ended. */
  constructor(process: RunningProcess, evidence: Evidence, atExit: () => CallOutcome) {
    this.#process = process
    this.#evidence = evidence
    this.#channel = new Channel(process.channel, {
      onLines: (lines) => this.#hear(lines),
      onTooMuch: (what) => process.limit('messages', what),
      onEnd: () => void this.#endSoon(),
    })
    void process.exited.then(() => {
      for (const call of this.#open.values()) call.end(atExit())
      for (const resume of this.#rounds.splice(0)) resume()
    })
  }

  /** Whether it is up; a call that was made before is done then. */
  get isReady(): boolean {
    return this.#isReady
  }

  /**
   * Resolves when the event loop of the process has turned so often, one turn behind the other, or the process has ended. What it
   * said in them has been taken then.
   */
  async turns(count: number): Promise<void> {
    for (let turn = 0; turn < count && this.#process.running; turn += 1) {
      await new Promise<void>((resolve) => {
        this.#rounds.push(resolve)
        this.#channel.send({ type: 'round' })
      })
    }
  }

  /** Calls an export. `number` is unique in the evidence; `args` are JSON, with remotes anywhere in them. */
  call(number: number, name: string, args: readonly unknown[]): Call {
    const { name: process } = this.#process
    let ended: CallOutcome | undefined
    const call: Call = {
      number,
      outcome: () => ended,
      end: (outcome) => {
        if (ended) return
        ended = outcome
        this.#open.delete(number)
        this.#evidence.add({ kind: 'call-ended', process, call: number, outcome })
      },
    }
    this.#open.set(number, call)
    const prepared = this.#withRemotes(args, number)
    this.#evidence.add({ kind: 'called', process, call: number, name, args: prepared.shown })
    this.#channel.send({ type: 'call', call: number, name, args: prepared.sent })
    return call
  }

  /** The arguments as they cross, and as the evidence shows them. */
  #withRemotes(args: readonly unknown[], call: number): { sent: unknown; shown: readonly unknown[] } {
    const replaced = (by: (remote: RemoteFunction) => unknown): unknown =>
      JSON.parse(JSON.stringify(args, (_key, value: unknown) => (value instanceof RemoteFunction ? by(value) : value)))
    const sent = replaced((remote) => ({ $remote: this.#remotes.push({ remote, call }) - 1 }))
    return { sent, shown: replaced(({ name }) => `(${name})`) as unknown[] }
  }

  #hear(lines: readonly string[]): void {
    for (const line of lines) {
      const message = readMessage(line)
      if (!message || !this.#take(message))
        return this.#process.limit('messages', `a message that no host sends: ${line.slice(0, 80)}`)
    }
  }

  /** False for a message that can't be true. */
  #take(message: FromHost): boolean {
    switch (message.type) {
      case 'ready':
        this.#isReady = true
        return true
      case 'turn':
        for (const answer of this.#turn.splice(0)) answer()
        return true
      case 'round': {
        const resume = this.#rounds.shift()
        resume?.()
        return resume !== undefined
      }
      case 'ended': {
        const call = this.#open.get(message.call)
        call?.end(message.outcome)
        return call !== undefined
      }
      case 'remote':
        return this.#cross(message)
    }
  }

  #cross({ crossing, remote: number, args }: Extract<FromHost, { type: 'remote' }>): boolean {
    const known = this.#remotes[number]
    if (!known) return false
    const { remote, call } = known
    const { name: process } = this.#process
    const event = this.#evidence.add({ kind: 'remote-called', process, call, name: remote.name, args })
    this.#turn.push(() => void this.#answer(remote, args, { call, crossing, asked: event.seq }))
    return true
  }

  async #answer(
    remote: RemoteFunction,
    args: readonly unknown[],
    { call, crossing, asked }: { call: number; crossing: number; asked: number },
  ): Promise<void> {
    const { name: process } = this.#process
    const about = { kind: 'remote-answered', process, call, asked, name: remote.name } as const
    try {
      const value = await remote.answer(...args)
      this.#evidence.add({ ...about, value })
      this.#channel.send({ type: 'answer', crossing, value })
    } catch (error) {
      if (!(error instanceof RemoteRefusal)) {
        this.#evidence.add({
          kind: 'fault',
          process,
          what: `${remote.name} of the checker failed: ${messageOf(error)}`,
        })
        return
      }
      const refusal = { name: error.name, message: error.message }
      this.#evidence.add({ ...about, refusal })
      this.#channel.send({ type: 'answer', crossing, error: refusal })
    }
  }

  async #endSoon(): Promise<void> {
    if (await settlesWithin(this.#process.exited, ENDING_MS)) return
    this.#process.limit('messages', 'the channel to the checker was closed')
  }
}
