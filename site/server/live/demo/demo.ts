import { type Cluster, UsageError, isWorkshopError, messageOf } from '#checker'
import type { Site } from '../../site.ts'
import type { BrokerAccess } from '../broker-access.ts'
import { produce } from '../changes.ts'
import { SlowLoyalty } from './loyalty-service.ts'
import {
  DEMO_TOPICS,
  LOYALTY,
  MOST_WORKERS,
  PURCHASES,
  RATES,
  WORKER_KINDS,
  type WorkerKind,
  isWorkerKind,
} from './names.ts'
import { DemoPrograms } from './programs.ts'
import { Till } from './till.ts'
import { SIGNALS, type SignalName, Worker } from './worker.ts'

/** Ended workers whose last words are still shown. */
const ENDED_SHOWN = 3

/** Records that the demo can send by a button. */
const SPECIAL = {
  poison: {
    key: 'Charleroi',
    value: 'this is no JSON',
    headers: [{ key: 'sent-by', value: 'the demo: a poison message' }],
  },
  'unknown-card': {
    key: 'Namur',
    value: '{"id":"p-no-card","shop":"Namur","customer":"nobody","items":[],"totalCents":1200}',
    headers: [{ key: 'sent-by', value: 'the demo: a card that nobody has' }],
  },
} as const

/** Tills and workers on the broker, in topics and a group of their own, for whoever shows how Kafka behaves. */
export class Demo {
  readonly #access: BrokerAccess
  readonly #programs: DemoPrograms
  readonly #till: Till
  readonly #slow: SlowLoyalty
  #workers: readonly Worker[] = []
  #numbers = 0

  constructor(site: Site, access: BrokerAccess) {
    this.#access = access
    this.#programs = new DemoPrograms(site)
    this.#till = new Till(access)
    this.#slow = new SlowLoyalty(({ worker, purchase, customer }) => {
      this.#workers.find(({ name }) => name === worker)?.lines.say(`credited card ${customer} (${purchase})`)
    })
  }

  /** For the board. */
  parts(): ReadonlyMap<string, unknown> {
    return new Map([['demo', { till: this.#till.view(), workers: this.#workers.map((worker) => worker.view()) }]])
  }

  /** Throws UsageError for a kind that there is none of, and when there are enough. */
  async startWorker(kind: string): Promise<void> {
    if (!isWorkerKind(kind)) throw noSuch(`worker "${kind}"`)
    if (this.#workers.filter(({ ended }) => !ended).length >= MOST_WORKERS) {
      throw new UsageError(`${MOST_WORKERS} workers run already, and more would not fit on the page.`, {
        code: 'enough-workers',
        fix: 'Stop one first.',
      })
    }
    const worker = new Worker(`worker-${(this.#numbers += 1)}`, kind)
    this.#add(worker)
    try {
      await this.#run(worker, kind)
    } catch (error) {
      worker.fails(messageOf(error))
      throw error
    }
  }

  /** Throws UsageError for a worker or a signal that there is none of. */
  async signal(name: string, signal: string): Promise<void> {
    const worker = this.#workers.find((one) => one.name === name)
    if (!worker) throw noSuch(`worker "${name}"`)
    if (!Object.hasOwn(SIGNALS, signal)) throw noSuch(`signal "${signal}"`)
    worker.signal(signal as SignalName)
  }

  /** Sells so many a second: one of `RATES`. `burst`: a day's purchases at once. */
  async setTill(rate: string): Promise<void> {
    const wanted = RATES.find((one) => String(one) === rate)
    if (wanted === undefined && rate !== 'burst') throw noSuch(`rate "${rate}"`)
    if (wanted !== 0) await this.#prepared()
    if (wanted === undefined) await this.#till.burst()
    else this.#till.setRate(wanted)
  }

  /** Sends one of the special records. */
  async send(what: string): Promise<void> {
    if (!Object.hasOwn(SPECIAL, what)) throw noSuch(`record "${what}"`)
    const cluster = await this.#prepared()
    await produce(cluster, { topic: PURCHASES, count: 1, ...SPECIAL[what as keyof typeof SPECIAL] })
  }

  /** Ends all of it and deletes its topics and its group. */
  async clear(): Promise<void> {
    this.#till.setRate(0)
    await Promise.all(this.#workers.map((worker) => worker.end()))
    this.#workers = []
    this.#numbers = 0
    const cluster = await this.#access.cluster()
    // Who was killed is a member until its session is over.
    const { members } = await cluster.describeGroup(LOYALTY)
    await Promise.all(members.map(({ memberId }) => cluster.leaveGroup(LOYALTY, memberId)))
    await cluster.deleteGroups([LOYALTY])
    await cluster.deleteTopics(DEMO_TOPICS.map(({ name }) => name))
  }

  /** Ends all of it, and leaves on the broker what lies there. */
  async end(): Promise<void> {
    this.#till.setRate(0)
    await Promise.all([this.#programs.end(), this.#slow.end()])
  }

  #add(worker: Worker): void {
    const ended = this.#workers.filter((one) => one.ended)
    const forgotten = new Set(ended.slice(0, Math.max(0, ended.length - ENDED_SHOWN)))
    this.#workers = [...this.#workers.filter((one) => !forgotten.has(one)), worker]
  }

  async #run(worker: Worker, kind: WorkerKind): Promise<void> {
    await this.#prepared()
    const { exercise, slow } = WORKER_KINDS[kind]
    const process = await this.#programs.start({
      name: worker.name,
      exercise,
      bootstrap: this.#access.bootstrap,
      env: slow ? { SHOP_API: await this.#slow.addressFor(worker.name) } : {},
      onOutput: (chunk) => worker.lines.add(chunk),
    })
    worker.runs(process)
  }

  /** Its topics are there. */
  async #prepared(): Promise<Cluster> {
    const cluster = await this.#access.cluster()
    try {
      await cluster.createTopics(DEMO_TOPICS)
      return cluster
    } catch (error) {
      // The connection may be that to a broker that has ended since: the next one who asks connects anew.
      if (isWorkshopError(error) && error.code === 'broker-unreachable') await this.#access.close()
      throw error
    }
  }
}

function noSuch(what: string): UsageError {
  return new UsageError(`The demo has no ${what}.`, { code: 'not-in-the-demo', fix: 'Use the buttons of the page.' })
}
