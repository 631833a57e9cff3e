import { Worker } from 'node:worker_threads'
import type { PoolRunnerInitializer, PoolWorker, WorkerRequest, WorkerResponse } from 'vitest/node'

import { REST } from './rest.ts'

type Listener = (value: unknown) => void

/**
 * The worker thread of a slot. Vitest ends its threads after each run; this one loads while Vitest does, and stays: what a
 * new one costs, a quarter of a second, is a fifth of a check.
 */
export class KeptThread implements PoolRunnerInitializer {
  readonly name = 'kept-thread'
  readonly #script: string
  #thread: Worker | undefined
  #isSetUp = false

  /** Starts it at once; `script` is the compiled `worker.ts`, absolute. */
  constructor(script: string) {
    this.#script = script
    this.#alive()
  }

  /** What Vitest's pool asks for once a run; all that it gets are handles of the one thread. */
  createPoolWorker(): PoolWorker {
    const thread = this.#alive()
    const listeners: [event: string, listener: Listener][] = []
    const answer = (response: WorkerResponse) => {
      for (const [event, listener] of listeners) if (event === 'message') queueMicrotask(() => listener(response))
    }
    return {
      name: this.name,
      start: () => Promise.resolve(),
      stop: () => {
        for (const [event, listener] of listeners.splice(0)) thread.off(event, listener)
        return Promise.resolve()
      },
      on: (event, listener: Listener) => {
        listeners.push([event, listener])
        thread.on(event, listener)
      },
      off: (event, listener: Listener) => {
        listeners.splice(0, Infinity, ...listeners.filter(([, other]) => other !== listener))
        thread.off(event, listener)
      },
      send: (request: WorkerRequest) => {
        if (request.type === 'stop') return answer({ __vitest_worker_response__: true, type: 'stopped' })
        if (request.type === 'start' && this.#isSetUp)
          return answer({ __vitest_worker_response__: true, type: 'started' })
        if (request.type === 'start') this.#isSetUp = true
        thread.postMessage(request)
      },
      deserialize: (data) => data,
    }
  }

  /** Lets it give back the memory that it does not need between runs. */
  rest(): void {
    this.#thread?.postMessage(REST)
  }

  async end(): Promise<void> {
    await this.#thread?.terminate()
  }

  /** The thread, or another one where a hidden test brought it down. */
  #alive(): Worker {
    if (this.#thread) return this.#thread
    const thread = (this.#thread = new Worker(this.#script))
    // Between runs nobody listens, and an 'error' without a listener would end the process.
    thread.on('error', () => undefined)
    thread.once('exit', () => {
      if (this.#thread !== thread) return
      this.#thread = undefined
      this.#isSetUp = false
    })
    return thread
  }
}
