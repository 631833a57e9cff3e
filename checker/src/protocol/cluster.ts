import type { FetchedRecord } from '../evidence/index.ts'
import { decodeBatches } from './batches.ts'
import { type BrokerAddress, Brokers, type ClusterOptions, refused } from './brokers.ts'
import { type NewRecord, encodeBatch } from './encode-batch.ts'
import { errorCode, isRetriable } from './errors.ts'
import { GroupAdmin, PROBE_NAME } from './group-admin.ts'

/** What a broker says to a topic that would be created: Kafka's error, 0 for none, and its words for it. */
export interface ChangeAnswer {
  readonly errorCode: number
  readonly errorMessage: string | null
}

export interface NewTopic {
  readonly name: string
  readonly partitions: number
  readonly replicationFactor?: number
  readonly configs?: Readonly<Record<string, string>>
}

/** A record as it lies in a topic. */
export interface ReadRecord extends FetchedRecord {
  readonly partition: number
}

/** Which timestamps ListOffsets takes for the ends of a log. */
const LATEST = -1n
const EARLIEST = -2n
const FETCH_BYTES = 16 * 1024 * 1024

/**
 * What the checker itself asks of a cluster, whatever the number of its brokers. Errors that pass by themselves are tried
 * again within the limit; others throw EnvironmentError `kafka-refused`, and `broker-unreachable` where nobody answers.
 */
export class Cluster extends GroupAdmin {
  private constructor(brokers: Brokers) {
    super(brokers)
  }

  /** Connects to one of `bootstrap` (`host:port[,…]`) and learns the brokers. */
  static async connect(bootstrap: string, options: ClusterOptions = {}): Promise<Cluster> {
    const known = new Brokers(bootstrap, options)
    try {
      await known.metadata([])
      return new Cluster(known)
    } catch (error) {
      known.close()
      throw error
    }
  }

  get brokers(): readonly BrokerAddress[] {
    return this.known.all
  }

  /** As the last look at the cluster told it; null from a Kafka that has none. */
  get clusterId(): string | null {
    return this.known.clusterId
  }

  /** −1 when there was none at the last look. */
  get controllerId(): number {
    return this.known.controllerId
  }

  /**
   * Kafka's version as the highest Produce, Fetch and other versions tell it: brokers do not say it. Source: the
   * `validVersions` of the message definitions of Kafka 3.7 to 4.0; older ones read as `before 3.7`.
   */
  async kafkaVersion(): Promise<string> {
    const { apis } = await this.known.askAny('ApiVersions', {})
    const max = (key: number) => apis.find((api) => api.key === key)?.maxVersion ?? -1
    const [fetch, produce, listOffsets] = [max(1), max(0), max(2)]
    if (produce >= 12) return '4.0 or later'
    if (fetch >= 17) return '3.9'
    if (produce >= 11 || listOffsets >= 9) return '3.8'
    return produce >= 10 ? '3.7' : 'before 3.7'
  }

  /** Asks each broker by itself; throws `broker-unreachable` for one that does not answer where it says that it is. */
  async askEach(): Promise<void> {
    await Promise.all(this.brokers.map((broker) => this.known.ask(broker, 'ApiVersions', {})))
  }

  /** Names of all topics. */
  async topics(): Promise<string[]> {
    return (await this.known.metadata(null)).topics.map(({ name }) => name)
  }

  /** Names of the topics that Kafka keeps for itself, such as `__consumer_offsets`. */
  async internalTopics(): Promise<string[]> {
    return (await this.known.metadata(null)).topics.filter(({ internal }) => internal).map(({ name }) => name)
  }

  /** Creates topics, or finds them there, and waits until each of their partitions has a leader that serves it. */
  async createTopics(topics: readonly NewTopic[]): Promise<void> {
    const wanted = topics.map(({ name, partitions, replicationFactor = 1, configs = {} }) => ({
      name,
      partitions,
      replicationFactor,
      assignments: [],
      configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
    }))
    const what = `the topics ${topics.map(({ name }) => name).join(', ')}`
    await this.known.retried(what, async () => {
      const answer = await this.known.askController('CreateTopics', {
        topics: wanted,
        timeoutMs: this.known.timeoutMs,
      })
      const failed = answer.topics.find(
        (topic) => topic.errorCode !== 0 && topic.errorCode !== errorCode('TOPIC_ALREADY_EXISTS'),
      )
      return failed ? this.#refusedByController(failed.errorCode) : answer
    })
    // Other brokers may hear of it later than the controller says so. kafkajs sends again what a leader has already taken when
    // that leader refuses another partition of the same request (src/producer/sendMessages.js).
    await Promise.all(topics.map(({ name }) => this.latestOffsets(name)))
  }

  /**
   * Asks the controller whether a topic could be created, and creates none. That takes all that a change takes: a Kafka whose
   * ZooKeeper is gone answers other questions as ever, and this one never. A refusal is an answer too, and given back.
   */
  async takesChanges(): Promise<ChangeAnswer> {
    const topic = { name: PROBE_NAME, partitions: 1, replicationFactor: 1, assignments: [], configs: [] }
    return this.known.retried('whether it takes changes', async () => {
      const body = { topics: [topic], timeoutMs: this.known.timeoutMs, validateOnly: true }
      const answer = (await this.known.askController('CreateTopics', body)).topics[0]
      const { errorCode: code = 0, errorMessage = null } = answer ?? {}
      return isRetriable(code) ? code : { errorCode: code, errorMessage }
    })
  }

  /** Deletes topics; one that is gone is no error. */
  async deleteTopics(names: readonly string[]): Promise<void> {
    await this.known.retried(`to delete ${names.length} topics`, async () => {
      const answer = await this.known.askController('DeleteTopics', {
        topics: names,
        timeoutMs: this.known.timeoutMs,
      })
      const failed = answer.topics.find(
        (topic) => topic.errorCode !== 0 && topic.errorCode !== errorCode('UNKNOWN_TOPIC_OR_PARTITION'),
      )
      return failed ? this.#refusedByController(failed.errorCode) : answer
    })
  }

  /** Writes one batch with acks −1 and gives back the offset of its first record. */
  async produce(topic: string, partition: number, records: readonly NewRecord[]): Promise<bigint> {
    const partitions = [{ index: partition, records: encodeBatch(records) }]
    const { baseOffset } = await this.known.retried(`records for ${topic}`, async () => {
      const leader = await this.#leader(topic, partition)
      if (typeof leader === 'number') return leader
      const body = { acks: -1, timeoutMs: this.known.timeoutMs, topics: [{ name: topic, partitions }] }
      const answer = (await this.known.ask(leader, 'Produce', body)).topics[0]?.partitions[0]
      if (!answer) throw refused(`records for ${topic}`, errorCode('UNKNOWN_SERVER_ERROR'))
      return answer.errorCode === 0 ? answer : this.#refusedByLeader(topic, answer.errorCode)
    })
    return baseOffset
  }

  /** Deletes the records of a partition before an offset, as retention does: those behind them keep their offsets. */
  async deleteRecords(topic: string, partition: number, before: bigint): Promise<void> {
    await this.known.retried(`to delete records of ${topic}`, async () => {
      const leader = await this.#leader(topic, partition)
      if (typeof leader === 'number') return leader
      const asked = { name: topic, partitions: [{ index: partition, offset: before }] }
      const answer = await this.known.ask(leader, 'DeleteRecords', { topics: [asked], timeoutMs: this.known.timeoutMs })
      const code = answer.topics[0]?.partitions[0]?.errorCode ?? errorCode('UNKNOWN_SERVER_ERROR')
      return code === 0 ? answer : this.#refusedByLeader(topic, code)
    })
  }

  /** The first offset of each partition that can be read, by partition. */
  async earliestOffsets(topic: string): Promise<bigint[]> {
    return this.#offsets(topic, EARLIEST)
  }

  /** The offset of the next record to be written to each partition, by partition. */
  async latestOffsets(topic: string): Promise<bigint[]> {
    return this.#offsets(topic, LATEST)
  }

  /** Every record from the beginning to what was the end when asked, by partition and offset. Markers of transactions are not records. */
  async fetchAll(topic: string, { partition }: { partition?: number } = {}): Promise<ReadRecord[]> {
    const [from, to] = await Promise.all([this.earliestOffsets(topic), this.latestOffsets(topic)])
    const asked = to.map((_, index) => index).filter((index) => partition === undefined || index === partition)
    const read = await Promise.all(
      asked.map((index) => this.#fetchPartition(topic, index, from[index] ?? 0n, to[index] ?? 0n)),
    )
    return read.flat()
  }

  /** Every record of a partition from an offset on to what was the end when asked. */
  async fetchFrom(topic: string, partition: number, from: bigint): Promise<ReadRecord[]> {
    const to = await this.latestOffsets(topic)
    return this.#fetchPartition(topic, partition, from, to[partition] ?? 0n)
  }

  async #fetchPartition(topic: string, partition: number, from: bigint, to: bigint): Promise<ReadRecord[]> {
    const records: ReadRecord[] = []
    let next = from
    while (next < to) {
      const batches = await this.#fetchBatches(topic, partition, next)
      // Data that is there comes at once: an answer without any means that the rest was removed meanwhile.
      if (batches.length === 0) break
      for (const batch of batches) {
        next = batch.lastOffset + 1n
        if (batch.control) continue
        if (!batch.records)
          throw refused(`records of ${topic} in ${batch.compression}`, errorCode('UNSUPPORTED_COMPRESSION_TYPE'))
        records.push(...batch.records.map((record) => ({ ...record, partition })))
      }
    }
    return records.filter(({ offset }) => offset >= from && offset < to)
  }

  async #fetchBatches(topic: string, partition: number, fetchOffset: bigint) {
    return this.known.retried(`records of ${topic}`, async () => {
      const leader = await this.#leader(topic, partition)
      if (typeof leader === 'number') return leader
      const partitions = [{ index: partition, fetchOffset, maxBytes: FETCH_BYTES }]
      const answer = await this.known.ask(leader, 'Fetch', {
        replicaId: -1,
        maxWaitMs: 500,
        minBytes: 1,
        maxBytes: FETCH_BYTES,
        topics: [{ name: topic, partitions }],
      })
      const found = answer.topics[0]?.partitions[0]
      if (!found) return errorCode('UNKNOWN_TOPIC_OR_PARTITION')
      return found.errorCode === 0
        ? decodeBatches(found.records ?? Buffer.alloc(0))
        : this.#refusedByLeader(topic, found.errorCode)
    })
  }

  async #offsets(topic: string, timestamp: bigint): Promise<bigint[]> {
    const partitions = await this.#leaders(topic)
    return Promise.all(
      partitions.map(async (_, index) => {
        const { offset } = await this.known.retried(`the offsets of ${topic}`, async () => {
          const leader = await this.#leader(topic, index)
          if (typeof leader === 'number') return leader
          const asked = { name: topic, partitions: [{ index, timestamp }] }
          const answer = await this.known.ask(leader, 'ListOffsets', { replicaId: -1, topics: [asked] })
          const found = answer.topics[0]?.partitions[0]
          if (!found) return errorCode('UNKNOWN_TOPIC_OR_PARTITION')
          return found.errorCode === 0 ? found : this.#refusedByLeader(topic, found.errorCode)
        })
        return offset
      }),
    )
  }

  readonly #leaderCache = new Map<string, readonly (BrokerAddress | number)[]>()

  /** Who led a moment ago may lead no more: the next try asks anew. */
  #refusedByLeader(topic: string, code: number): number {
    if (isRetriable(code)) this.#leaderCache.delete(topic)
    return code
  }

  #refusedByController(code: number): number {
    if (code === errorCode('NOT_CONTROLLER')) this.known.forgetController()
    return code
  }

  /** The leader of a partition, or the code of an error why there is none. */
  async #leader(topic: string, partition: number): Promise<BrokerAddress | number> {
    const leaders = await this.#leaders(topic)
    const leader = leaders[partition] ?? errorCode('UNKNOWN_TOPIC_OR_PARTITION')
    return typeof leader === 'number' ? this.#refusedByLeader(topic, leader) : leader
  }

  async #leaders(topic: string): Promise<readonly (BrokerAddress | number)[]> {
    const known = this.#leaderCache.get(topic)
    if (known) return known
    const found = await this.known.retried(`the topic ${topic}`, async () => {
      const { topics } = await this.known.metadata([topic])
      if (topics[0] === undefined || topics[0].errorCode !== 0)
        return topics[0]?.errorCode ?? errorCode('UNKNOWN_TOPIC_OR_PARTITION')
      return topics[0].partitions.toSorted((a, b) => a.index - b.index)
    })
    const leaders = found.map(
      ({ leader, errorCode: code }) =>
        this.brokers.find(({ id }) => id === leader) ?? (code || errorCode('LEADER_NOT_AVAILABLE')),
    )
    this.#leaderCache.set(topic, leaders)
    return leaders
  }
}
