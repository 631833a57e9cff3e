import { Cluster, EnvironmentError, WORKSHOP_PORT } from '#checker'

/** A broker on loopback answers in milliseconds; a machine that is busy to the brim makes it a second. */
const ANSWER_LIMIT_MS = 3_000

/** The broker that programs by hand talk to, as all parts of the live page reach it: one client, made when it is first needed. */
export class BrokerAccess {
  readonly bootstrap = process.env.KAFKA_BROKERS || `localhost:${WORKSHOP_PORT}`
  #cluster: Promise<Cluster> | undefined

  /** Throws EnvironmentError `broker-unreachable` where nobody answers. */
  async cluster(): Promise<Cluster> {
    const opening = (this.#cluster ??= Cluster.connect(this.bootstrap, {
      timeoutMs: ANSWER_LIMIT_MS,
      clientId: 'workshop-live',
    }))
    try {
      return await opening
    } catch (error) {
      if (this.#cluster === opening) this.#cluster = undefined
      throw error
    }
  }

  /** The next one who needs it connects anew. */
  async close(): Promise<void> {
    const opening = this.#cluster
    this.#cluster = undefined
    if (opening) (await opening.catch(() => undefined))?.close()
  }

  /** The port on which `npm run broker start` would start it; undefined where it is a broker of somebody else. */
  get ownPort(): number | undefined {
    const [, host, port] = /^(localhost|127\.0\.0\.1):(\d{1,5})$/.exec(this.bootstrap.trim()) ?? []
    return host === undefined ? undefined : Number(port)
  }
}

/** The error of whoever asks for something that is not on the broker. */
export function notThere(what: string): EnvironmentError {
  return new EnvironmentError(`${what} is not there.`, { code: 'not-there', fix: 'Perhaps it was deleted meanwhile.' })
}
