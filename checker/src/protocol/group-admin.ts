import type { RequestInput, ResponseBody } from './apis.ts'
import { type Brokers } from './brokers.ts'
import { errorCode } from './errors.ts'
import { type AssignedTopic, decodeAssignment, decodeSubscription } from './members.ts'

export interface DescribedGroup {
  /** Kafka's word: `Stable`, `PreparingRebalance`, `CompletingRebalance`, `Empty`, `Dead`. */
  readonly state: string
  readonly members: readonly {
    readonly memberId: string
    readonly clientId: string
    /** Undefined where it is not a consumer's. */
    readonly subscription: readonly string[] | undefined
    readonly assignment: readonly AssignedTopic[] | undefined
  }[]
}

export interface CommittedOffset {
  readonly topic: string
  readonly partition: number
  /** Of the next record to be read. */
  readonly offset: bigint
}

/** What each topic and group of a check begins with: all that an ACL has to allow. */
export const OWN_PREFIX = 'kw-'
/** A topic and a group that nobody has, asked for to see what the cluster would say of one. */
export const PROBE_NAME = `${OWN_PREFIX}probe`

/** What the checker asks about consumer groups. */
export class GroupAdmin {
  /** Who answers: also for requests that no method makes. */
  readonly known: Brokers

  protected constructor(known: Brokers) {
    this.known = known
  }

  close(): void {
    this.known.close()
  }

  /** Since when the oldest request has no response, on the clock of `performance.now()`; undefined where none is open. */
  get waitingSince(): number | undefined {
    return this.known.waitingSince
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  /**
   * Waits until groups can be joined: there is a controller, `__consumer_offsets` exists (asking for a coordinator creates
   * it) and its coordinator has loaded it.
   */
  async prepareGroups(): Promise<void> {
    await this.#askCoordinator(PROBE_NAME, 'whether groups can be joined', async (ask) => {
      const { errorCode: code } = await ask('OffsetFetch', { groupId: PROBE_NAME, topics: [] })
      return code
    })
  }

  /** The committed offsets of a group by partition, null where it has none. A topic that is not there has no partitions. */
  async committed(group: string, topic: string): Promise<(bigint | null)[]> {
    const { topics } = await this.known.metadata([topic])
    const partitions = (topics[0]?.partitions ?? []).map(({ index }) => index).toSorted((a, b) => a - b)
    const offsets = new Map<number, bigint>()
    await this.#askCoordinator(group, `the offsets of ${group}`, async (ask) => {
      const answer = await ask('OffsetFetch', { groupId: group, topics: [{ name: topic, partitions }] })
      const found = answer.topics[0]?.partitions ?? []
      for (const { index, offset } of found) offsets.set(index, offset)
      return answer.errorCode || (found.find((one) => one.errorCode !== 0)?.errorCode ?? 0)
    })
    return partitions.map((index) => {
      const offset = offsets.get(index) ?? -1n
      return offset < 0n ? null : offset
    })
  }

  /** All that a group has committed, whatever the topic; nothing for a group that is not there. */
  async allCommitted(group: string): Promise<CommittedOffset[]> {
    let committed: CommittedOffset[] = []
    await this.#askCoordinator(group, `the offsets of ${group}`, async (ask) => {
      const answer = await ask('OffsetFetch', { groupId: group, topics: null })
      committed = answer.topics.flatMap(({ name: topic, partitions }) =>
        partitions
          .filter(({ offset, errorCode: code }) => code === 0 && offset >= 0n)
          .map(({ index, offset }) => ({ topic, partition: index, offset })),
      )
      return answer.errorCode
    })
    return committed
  }

  async describeGroup(group: string): Promise<DescribedGroup> {
    let described: DescribedGroup = { state: 'Dead', members: [] }
    await this.#askCoordinator(group, `the group ${group}`, async (ask) => {
      const [found] = (await ask('DescribeGroups', { groups: [group] })).groups
      if (!found) return errorCode('UNKNOWN_SERVER_ERROR')
      const members = found.members.map(({ memberId, clientId, metadata, assignment }) => ({
        memberId,
        clientId,
        subscription: decodeSubscription(metadata),
        assignment: decodeAssignment(assignment),
      }))
      described = { state: found.state, members }
      return found.errorCode
    })
    return described
  }

  /** Names of the groups of all brokers. */
  async listGroups(): Promise<string[]> {
    const lists = await Promise.all(this.known.all.map((broker) => this.known.ask(broker, 'ListGroups', {})))
    return lists.flatMap(({ groups }) => groups.map(({ groupId }) => groupId))
  }

  /** Deletes groups and gives back the error code of each: 0, or e.g. 68 for one that still has members. */
  async deleteGroups(groups: readonly string[]): Promise<Map<string, number>> {
    const codes = new Map<string, number>()
    for (const group of groups) {
      await this.#askCoordinator(group, `to delete the group ${group}`, async (ask) => {
        const code = (await ask('DeleteGroups', { groups: [group] })).results[0]?.errorCode ?? 0
        codes.set(group, code)
        return code === errorCode('NON_EMPTY_GROUP') || code === errorCode('GROUP_ID_NOT_FOUND') ? 0 : code
      })
    }
    return codes
  }

  /** Takes a member out of its group, as the member itself would; false for one that was none (any more). */
  async leaveGroup(group: string, memberId: string): Promise<boolean> {
    let wasMember = true
    await this.#askCoordinator(group, `to leave the group ${group}`, async (ask) => {
      const { errorCode: code } = await ask('LeaveGroup', { groupId: group, memberId })
      wasMember = code !== errorCode('UNKNOWN_MEMBER_ID')
      return wasMember ? code : 0
    })
    return wasMember
  }

  async #askCoordinator(group: string, what: string, act: (ask: AskCoordinator) => Promise<number>): Promise<void> {
    await this.known.retried(what, async () => {
      const coordinator = await this.known.coordinator(group)
      const code = await act((api, body) => this.known.ask(coordinator, api, body))
      if (code === 0) return {}
      this.known.forgetCoordinator(group)
      return code
    })
  }
}

type GroupApi = 'OffsetFetch' | 'DescribeGroups' | 'DeleteGroups' | 'LeaveGroup'
type AskCoordinator = <A extends GroupApi>(api: A, body: RequestInput<A>) => Promise<ResponseBody<A>>
