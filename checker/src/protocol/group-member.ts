import type { RequestInput, ResponseBody } from './apis.ts'
import { type BrokerAddress, type ClusterOptions, refused } from './brokers.ts'
import { Cluster, type ReadRecord } from './cluster.ts'
import { errorCode } from './errors.ts'
import { decodeAssignment, encodeAssignment, encodeSubscription } from './members.ts'

export interface GroupOptions {
  readonly group: string
  readonly topic: string
  /** How many members it is to have. */
  readonly members: number
}

/** What checks ask of any broker; programs of a check have sessions as long. */
const SESSION_MS = 10_000
const HEARTBEAT_MS = 2_000
/**
 * Whenever any topic is deleted Kafka forgets each group without members and offsets (GroupMetadataManager.cleanupGroupMetadata),
 * one whose first member is about to join among them: it is not known any more, or being forgotten at this moment (Dead in
 * GroupCoordinator.doJoinGroup and doSyncGroup). kafkajs begins anew then, and so do we.
 */
const FORGOTTEN = [errorCode('UNKNOWN_MEMBER_ID'), errorCode('COORDINATOR_NOT_AVAILABLE')]
const ATTEMPTS = 5
const ASSIGNOR = 'RoundRobinAssigner'

/**
 * A member of a consumer group as the checker plays one, over the classic protocol that kafkajs speaks. It has a connection of
 * its own: a broker answers one request of a connection after the other, and a join may wait for other members.
 */
export class GroupMember {
  readonly #cluster: Cluster
  readonly #coordinator: BrokerAddress
  readonly #options: GroupOptions
  readonly memberId: string
  #generationId = -1
  #partitions: readonly number[] = []
  #heart: NodeJS.Timeout | undefined

  private constructor(cluster: Cluster, coordinator: BrokerAddress, options: GroupOptions, memberId: string) {
    this.#cluster = cluster
    this.#coordinator = coordinator
    this.#options = options
    this.memberId = memberId
  }

  /** Forms a group of new members that read one topic, and gives them back when each has its partitions. */
  static async form(bootstrap: string, options: GroupOptions, cluster: ClusterOptions = {}): Promise<GroupMember[]> {
    for (let attempt = 1; ; attempt += 1) {
      const members = await Promise.all(
        Array.from({ length: options.members }, () => GroupMember.#announced(bootstrap, options, cluster)),
      )
      const code = await GroupMember.#assemble(members)
      if (code === 0) return members
      // Not just hung up: Kafka would wait for those that have an id and never came, in a group of the same name.
      await Promise.all(members.map((member) => member.leave()))
      if (!FORGOTTEN.includes(code) || attempt === ATTEMPTS) throw refused(`a member of ${options.group}`, code)
    }
  }

  /** Gives back the error of who was refused first, or 0. */
  static async #assemble(members: readonly GroupMember[]): Promise<number> {
    const [first] = members
    // A group that is new is complete with whoever joins first. Thereafter it waits for all that have asked for an id.
    if (first && members.length > 1) {
      const begun = await first.#join()
      const code = begun.errorCode || (await first.#sync(begun, []))
      if (code !== 0) return code
    }
    const joined = await Promise.all(members.map((member) => member.#join()))
    const refusal = joined.find((answer) => answer.errorCode !== 0)
    if (refusal) return refusal.errorCode
    const codes = await Promise.all(members.map((member, index) => member.#sync(joined[index] as Joined, members)))
    return codes.find((code) => code !== 0) ?? 0
  }

  /** Connects and asks under which id it may join (KIP-394). */
  static async #announced(bootstrap: string, options: GroupOptions, of: ClusterOptions): Promise<GroupMember> {
    const cluster = await Cluster.connect(bootstrap, of)
    const { memberId, coordinator } = await cluster.known.retried(`a member of ${options.group}`, async () => {
      const found = await cluster.known.coordinator(options.group)
      const answer = await cluster.known.ask(found, 'JoinGroup', joining(options, ''))
      if (answer.errorCode === errorCode('MEMBER_ID_REQUIRED')) return { ...answer, coordinator: found }
      cluster.known.forgetCoordinator(options.group)
      return answer.errorCode
    })
    return new GroupMember(cluster, coordinator, options, memberId)
  }

  get partitions(): readonly number[] {
    return this.#partitions
  }

  /**
   * Reads on in its partitions, from where the group has committed or else from the beginning, and commits what it has read;
   * at most `limit` records, partition by partition.
   */
  async work(limit = Infinity): Promise<ReadRecord[]> {
    const { group, topic } = this.#options
    const [committed, earliest] = await Promise.all([
      this.#cluster.committed(group, topic),
      this.#cluster.earliestOffsets(topic),
    ])
    const done: ReadRecord[] = []
    for (const partition of this.partitions) {
      const from = committed[partition] ?? earliest[partition] ?? 0n
      const records = await this.#cluster.fetchFrom(topic, partition, from)
      const read = records.slice(0, limit - done.length)
      const last = read.at(-1)
      if (last) await this.commit(partition, last.offset + 1n)
      done.push(...read)
    }
    return done
  }

  async commit(partition: number, offset: bigint): Promise<void> {
    const { group, topic } = this.#options
    const partitions = [{ index: partition, offset, metadata: null }]
    const answer = await this.#cluster.known.ask(this.#coordinator, 'OffsetCommit', {
      groupId: group,
      generationId: this.#generationId,
      memberId: this.memberId,
      topics: [{ name: topic, partitions }],
    })
    const code = answer.topics[0]?.partitions[0]?.errorCode ?? 0
    if (code !== 0) throw refused(`a commit of ${group}`, code)
  }

  /** Leaves the group and closes the connection. */
  async leave(): Promise<void> {
    await this.#cluster.leaveGroup(this.#options.group, this.memberId)
    this.close()
  }

  /** Closes the connection without a word, as a process that is killed. */
  close(): void {
    clearInterval(this.#heart)
    this.#cluster.close()
  }

  /** Since when the oldest request has no response, on the clock of `performance.now()`; undefined where none is open. */
  get waitingSince(): number | undefined {
    return this.#cluster.waitingSince
  }

  async #join(): Promise<Joined> {
    const { known } = this.#cluster
    const joined = await known.ask(this.#coordinator, 'JoinGroup', joining(this.#options, this.memberId))
    this.#generationId = joined.generationId
    return joined
  }

  /**
   * Takes its partitions; who leads the group divides them first. That is the work of a member and not of the broker. Gives back
   * the error of who was refused, or 0.
   */
  async #sync({ leader }: Joined, members: readonly GroupMember[]): Promise<number> {
    const { known } = this.#cluster
    const { group, topic } = this.#options
    const count = (await known.metadata([topic])).topics[0]?.partitions.length ?? 0
    const divided = members.map(({ memberId }, place) => {
      // In turn, as kafkajs does it.
      const partitions = Array.from({ length: count }, (_, index) => index).filter(
        (one) => one % members.length === place,
      )
      return { memberId, assignment: encodeAssignment(partitions.length > 0 ? [{ topic, partitions }] : []) }
    })
    const answer = await known.ask(this.#coordinator, 'SyncGroup', {
      groupId: group,
      generationId: this.#generationId,
      memberId: this.memberId,
      assignments: leader === this.memberId ? divided : [],
    })
    if (answer.errorCode !== 0) return answer.errorCode
    this.#partitions = decodeAssignment(answer.assignment)?.flatMap(({ partitions }) => partitions) ?? []
    this.#heart ??= setInterval(() => void this.#beat(), HEARTBEAT_MS).unref()
    return 0
  }

  /** A broker that does not answer is told by those who wait for it. */
  async #beat(): Promise<void> {
    const beat = { groupId: this.#options.group, generationId: this.#generationId, memberId: this.memberId }
    await this.#cluster.known.ask(this.#coordinator, 'Heartbeat', beat).catch(() => undefined)
  }
}

type Joined = ResponseBody<'JoinGroup'>

function joining({ group, topic }: GroupOptions, memberId: string): RequestInput<'JoinGroup'> {
  return {
    groupId: group,
    sessionTimeoutMs: SESSION_MS,
    rebalanceTimeoutMs: SESSION_MS,
    memberId,
    protocolType: 'consumer',
    protocols: [{ name: ASSIGNOR, metadata: encodeSubscription([topic]) }],
  }
}
