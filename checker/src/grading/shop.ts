import { randomBytes } from 'node:crypto'
import { Evidence } from '../evidence/index.ts'
import { Loyalty } from '../loyalty/index.ts'
import { Cluster, GroupMember, type NewRecord, OWN_PREFIX, type ReadRecord } from '../protocol/index.ts'
import { RunFolder } from '../runner/index.ts'
import { earliest } from '../timing/index.ts'
import { Wire } from '../wire/index.ts'
import { CONSUMER_DEFAULTS } from './consumer-defaults.ts'
import type { GradingContext } from './context.ts'
import { noteSilence, silenceOf } from './oddities.ts'
import { Ungradable } from './outcomes.ts'
import { type Purchase, drawPurchases } from './purchases.ts'
import { Stage, oddityNoter } from './stage.ts'
import { notePrefix } from './traces.ts'
import { Watch } from './watch.ts'

/** For how long a broker that seems to stand still may be silent: above any pause of a machine that is only busy. */
const SILENCE_LIMIT_MS = 5_000

interface Parts {
  readonly prefix: string
  readonly evidence: Evidence
  readonly wire: Wire
  readonly loyalty: Loyalty
  readonly cluster: Cluster
  /** Groups can be joined. */
  readonly groups: Promise<void>
  readonly preparations: Promise<unknown>[]
  readonly members: GroupMember[]
  readonly watch: Watch
}

/** Members of a group that the checker plays, until they are disposed of: then they leave. */
export interface Workers extends AsyncDisposable {
  readonly members: readonly GroupMember[]
}

/** As Kafka has it, whatever a cluster that is not ours has made its default: verdicts are the same on each. */
const TOPIC_SETTINGS = {
  'cleanup.policy': 'delete',
  'message.timestamp.type': 'CreateTime',
  'min.insync.replicas': '1',
  'retention.ms': '604800000',
}

/**
 * The shop of one scene: a stage with a prefix of its own, the wire, and the checker's own hands on the cluster. Names of
 * topics and groups are given without the prefix.
 */
export class Shop extends Stage {
  readonly wire: Wire
  readonly loyalty: Loyalty
  readonly cluster: Cluster
  /** Put before every topic and group of this scene; random, so that two runs of one seed do not meet. */
  readonly prefix: string
  readonly #created = new Set<string>()
  readonly #groups: Promise<void>
  readonly #preparations: Promise<unknown>[]
  readonly #members: GroupMember[]

  private constructor(context: GradingContext, scene: string, parts: Parts) {
    super(context, scene, parts)
    this.prefix = parts.prefix
    this.wire = parts.wire
    this.loyalty = parts.loyalty
    this.cluster = parts.cluster
    this.#groups = parts.groups
    this.#preparations = parts.preparations
    this.#members = parts.members
    notePrefix(context.runFolder, this.prefix)
  }

  static override async open(context: GradingContext, scene: string): Promise<Shop> {
    const { bootstrap } = context
    if (bootstrap === null) throw new Error(`the scene "${scene}" was given no broker`)
    const silence = silenceOf(context.runFolder)
    if (silence !== undefined) throw new Ungradable(silence)
    const prefix = `${OWN_PREFIX}${randomBytes(5).toString('hex')}.`
    const evidence = new Evidence()
    const cluster = await Cluster.connect(bootstrap, {
      clientId: 'workshop-checker',
      onLost: () => watch.note('lost', 'the broker ended a connection of the checker'),
    })
    // A broker that has just started still makes what it needs for groups.
    const groups = cluster.prepareGroups()
    groups.catch(() => undefined)
    const preparations: Promise<unknown>[] = [groups]
    const doors = context.sandbox ? RunFolder.at(context.runFolder).makeSocketFolder() : undefined
    const loyalty = new Loyalty({ evidence, doors })
    const members: GroupMember[] = []
    const wire = await Wire.open({
      bootstrap,
      evidence,
      prefix,
      internalTopics: context.internalTopics,
      doors,
      ready: () => Promise.all(preparations),
    })
    const watch = new Watch({
      evidence,
      dueSince: () => earliest([wire.dueSince, ...[cluster, ...members].map(({ waitingSince }) => waitingSince)]),
      ask: async () => {
        await using _ = await Cluster.connect(bootstrap, { timeoutMs: SILENCE_LIMIT_MS })
      },
      onOddity: oddityNoter(context, evidence),
      onSilence: (what) => {
        evidence.add({ kind: 'fault', what })
        noteSilence(context.runFolder, what)
        // What waits for an answer need not wait for its own limit.
        for (const one of [cluster, ...members]) one.close()
      },
    })
    return new Shop(context, scene, { prefix, evidence, wire, loyalty, cluster, groups, preparations, members, watch })
  }

  /** Topics that the checker created, without the prefix. */
  get topics(): readonly string[] {
    return [...this.#created]
  }

  /**
   * Does on the cluster what programs are to find there, while they already start: to create topics takes Kafka as long as
   * a program needs to come up. The wire lets nobody through before it is done, and every wait of the scene begins after it.
   */
  prepare(work: () => Promise<unknown>): void {
    const preparation = work()
    this.#preparations.push(preparation)
    // Told by the next wait, and by the wire.
    preparation.catch(() => undefined)
  }

  async createTopic(name: string, { partitions }: { partitions: number }): Promise<void> {
    await this.createTopics({ [name]: partitions })
  }

  /** Creates topics of so many partitions each, in one request: Kafka is quicker with it than with one for each. */
  async createTopics(partitionsOf: Readonly<Record<string, number>>): Promise<void> {
    const topics = Object.entries(partitionsOf)
    await this.cluster.createTopics(
      topics.map(([name, partitions]) => ({ name: this.topic(name), partitions, configs: TOPIC_SETTINGS })),
    )
    for (const [name] of topics) this.#created.add(name)
  }

  topic(name: string): string {
    return this.prefix + name
  }

  group(name: string): string {
    return this.prefix + name
  }

  /**
   * Names without the prefix of topics of this scene that the checker did not create: a program brought them about, or asked
   * for them where the cluster creates none by itself.
   */
  async strayTopics(): Promise<string[]> {
    const asked = this.evidence.of('topics-asked').flatMap(({ topics }) => topics)
    return [...new Set([...(await this.cluster.topics()), ...asked])]
      .filter((name) => name.startsWith(this.prefix))
      .map((name) => name.slice(this.prefix.length))
      .filter((name) => !this.#created.has(name))
  }

  /** Draws `count` purchases of this scene's seed, with ids from `p-<from>` on. */
  purchases(count: number, from = 1): Purchase[] {
    return drawPurchases(this.random, count, from)
  }

  /** Writes records past the wire, as the checker; gives back the offset of the first. */
  async write(topic: string, partition: number, records: readonly NewRecord[]): Promise<bigint> {
    return this.cluster.produce(this.topic(topic), partition, records)
  }

  /** Every record of a topic, partition by partition, in the order of offsets. */
  async read(topic: string): Promise<ReadRecord[]> {
    return this.cluster.fetchAll(this.topic(topic))
  }

  /** Committed offsets of a group by partition, null where it has none. */
  async committed(group: string, topic: string): Promise<(bigint | null)[]> {
    return this.cluster.committed(this.group(group), this.topic(topic))
  }

  /** Lets so many workers of the checker's own join a group, whose only members they are. At its end the scene hangs up on them. */
  async joinGroup(group: string, topic: string, count: number): Promise<Workers> {
    const names = { group: this.group(group), topic: this.topic(topic), members: count }
    await this.#groups
    const { bootstrap } = this.context
    const onLost = () => this.watch.note('lost', 'the broker ended a connection of the checker')
    const members = await GroupMember.form(String(bootstrap), names, { clientId: 'workshop-worker', onLost })
    this.#members.push(...members)
    return {
      members,
      [Symbol.asyncDispose]: async () => {
        await Promise.all(members.map((member) => member.leave()))
      },
    }
  }

  override async until(condition: () => boolean | Promise<boolean>, options: { limitMs: number }): Promise<boolean> {
    await Promise.all(this.#preparations)
    return super.until(condition, options)
  }

  override get unfired(): readonly string[] {
    return [...this.wire.faults.unfired, ...this.loyalty.faults.unfired]
  }

  /** As of a stage; what the scene left on the broker is deleted at the end of the run. */
  override async close(): Promise<void> {
    await Promise.allSettled(this.#preparations)
    await super.close()
    for (const member of this.#members) member.close()
    await this.loyalty[Symbol.asyncDispose]()
    await this.wire[Symbol.asyncDispose]()
    await this.cluster[Symbol.asyncDispose]()
  }

  protected override async surroundings(program: string): Promise<Readonly<Record<string, string>>> {
    return {
      KAFKA_BROKERS: await this.wire.addressFor(program),
      SHOP_API: await this.loyalty.addressFor(program),
      WORKSHOP_PREFIX: this.prefix,
      WORKSHOP_CONSUMER: CONSUMER_DEFAULTS,
    }
  }

  protected override doorsFor(program: string): string | undefined {
    return this.wire.doorsFor(program)
  }
}
