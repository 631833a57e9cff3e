import { ALL_SHOPS, type NewRecord, Random, drawPurchases, messageOf, partitionFor, recordOf } from '#checker'
import type { BrokerAccess } from '../broker-access.ts'
import { writeAll } from '../changes.ts'
import { BURST, DEMO_TOPICS, PURCHASES } from './names.ts'

const TURN_MS = 100

/** Sells: writes purchases to the demo's topic, so many a second, each shop's to its partition. */
export class Till {
  readonly #access: BrokerAccess
  readonly #random = new Random(Date.now(), 'till')
  #rate = 0
  #owed = 0
  #next = 1
  #sold = 0
  #timer: NodeJS.Timeout | undefined
  #busy = false
  #trouble = ''

  constructor(access: BrokerAccess) {
    this.#access = access
  }

  view(): { readonly rate: number; readonly sold: number; readonly trouble: string } {
    return { rate: this.#rate, sold: this.#sold, trouble: this.#trouble }
  }

  /** Sells so many a second from now on; 0: none. */
  setRate(rate: number): void {
    this.#rate = rate
    this.#owed = rate > 0 ? 1 : 0
    clearInterval(this.#timer)
    this.#timer = rate > 0 ? setInterval(() => void this.#turn(), TURN_MS) : undefined
  }

  /** A day's purchases at once. */
  async burst(): Promise<void> {
    await this.#sell(BURST)
  }

  /** What is due since the last turn. While Kafka does not answer nothing is due: a till without Kafka does not sell. */
  async #turn(): Promise<void> {
    if (this.#busy) return
    this.#owed += (this.#rate * TURN_MS) / 1_000
    const count = Math.floor(this.#owed)
    if (count === 0) return
    this.#owed -= count
    this.#busy = true
    try {
      await this.#sell(count)
      this.#trouble = ''
    } catch (error) {
      this.#trouble = messageOf(error)
    } finally {
      this.#busy = false
    }
  }

  async #sell(count: number): Promise<void> {
    const purchases = drawPurchases(this.#random, count, this.#next)
    this.#next += count
    const cluster = await this.#access.cluster()
    const byPartition = new Map<number, NewRecord[]>()
    for (const purchase of purchases) {
      const shop = this.#random.pick(ALL_SHOPS)
      const partition = partitionFor(Buffer.from(shop), DEMO_TOPICS[0].partitions)
      const records = byPartition.get(partition) ?? []
      byPartition.set(partition, records)
      records.push(recordOf({ ...purchase, shop, at: new Date().toISOString() }))
    }
    await writeAll(cluster, PURCHASES, byPartition)
    this.#sold += count
  }
}
