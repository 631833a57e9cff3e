import {
  type Cluster,
  OWN_PREFIX,
  type SeenPartition,
  type SeenTopic,
  batchesAt,
  logEnds,
  partitionName,
  topicsSeen,
} from '#checker'
import { type GroupView, groupView, happeningsBetween } from './groups.ts'
import { Lane } from './lane.ts'
import { LIMITS } from './limits.ts'

/** Bytes asked for at once of a partition's newest records; the first batch comes whole whatever its size. */
const READ_BYTES = 256 * 1024
/** How often a partition is asked on for the rest of its newest records with one look. */
const READS = 3
/** With each so manieth look, what seldom changes is asked for. */
const EVERY = { topics: 2, groups: Math.round(LIMITS.groupsMs / LIMITS.lookMs), starts: 8 } as const

const FEW_GROUPS = 4

interface ToldHappening {
  readonly number: number
  readonly at: string
  readonly matters: boolean
  readonly text: string
}

/** What a broker has to show, from look to look: topics with their newest records, groups, and what happened to these. */
export class Watch {
  readonly #cluster: Cluster
  #looks = 0
  #topics: readonly SeenTopic[] = []
  #hidden: Hidden = { topics: [], checks: 0, groups: [] }
  #starts: ReadonlyMap<string, bigint> = new Map()
  readonly #lanes = new Map<string, Lane>()
  #groups: ReadonlyMap<string, GroupView> | undefined
  #happenings: readonly ToldHappening[] = []

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  /** Looks once, and gives back all parts as they are now. Throws what the cluster throws. */
  async look(): Promise<Map<string, unknown>> {
    const isTurn = (every: number) => this.#looks % every === 0
    if (isTurn(EVERY.topics)) this.#choose(await topicsSeen(this.#cluster))
    if (isTurn(EVERY.starts)) this.#starts = await logEnds(this.#cluster, this.#topics, 'earliest')
    await this.#readLanes()
    // Lag is told of one moment, so few groups are looked at each time.
    if ((this.#groups?.size ?? 0) <= FEW_GROUPS || isTurn(EVERY.groups)) await this.#readGroups()
    this.#looks += 1
    return this.#parts()
  }

  #choose(all: readonly SeenTopic[]): void {
    const isOfCheck = ({ name }: SeenTopic) => name.startsWith(OWN_PREFIX)
    const candidates = all.filter((topic) => !topic.internal && !isOfCheck(topic))
    let partitions = 0
    const shown = candidates.filter((topic, index) => {
      const fits = index < LIMITS.topics && partitions + topic.partitions.length <= LIMITS.partitions
      if (fits) partitions += topic.partitions.length
      return fits
    })
    this.#topics = shown
    const left = candidates.filter((topic) => !shown.includes(topic)).map(({ name }) => name)
    this.#hidden = { ...this.#hidden, topics: left, checks: all.filter(isOfCheck).length }
    const names = new Set(
      shown.flatMap(({ name, partitions: all }) => all.map(({ index }) => partitionName(name, index))),
    )
    for (const name of this.#lanes.keys()) if (!names.has(name)) this.#lanes.delete(name)
  }

  async #readLanes(): Promise<void> {
    const ends = await logEnds(this.#cluster, this.#topics, 'latest')
    const at = performance.now()
    await Promise.all(
      this.#topics.flatMap((topic) =>
        topic.partitions.map(async (partition) => {
          const name = partitionName(topic.name, partition.index)
          const end = ends.get(name)
          if (end === undefined) return
          const lane = this.#lanes.get(name) ?? new Lane(topic.name, partition.index)
          this.#lanes.set(name, lane)
          // Of a topic that is newer than the last look at beginnings none is known: all of it is there.
          const start = Math.min(Number(this.#starts.get(name) ?? 0n), Number(end))
          const from = lane.see({ start, end: Number(end), at })
          if (from !== undefined) lane.take(from, await this.#read(topic.name, partition, from, Number(end)))
        }),
      ),
    )
  }

  async #read(topic: string, partition: SeenPartition, from: number, end: number) {
    const batches = []
    let next = from
    for (let reads = 0; next < end && reads < READS; reads += 1) {
      const read = await batchesAt(this.#cluster, topic, partition, { offset: BigInt(next), maxBytes: READ_BYTES })
      const last = read?.at(-1)
      if (!read || !last) break
      batches.push(...read)
      next = Number(last.lastOffset) + 1
    }
    return batches
  }

  async #readGroups(): Promise<void> {
    const ends = new Map([...this.#lanes].map(([name, lane]) => [name, lane.view().end] as const))
    const ids = (await this.#cluster.listGroups()).filter((id) => !id.startsWith(OWN_PREFIX)).sort()
    this.#hidden = { ...this.#hidden, groups: ids.slice(LIMITS.groups) }
    const views = await Promise.all(
      ids.slice(0, LIMITS.groups).map(async (id) => {
        const [described, committed] = await Promise.all([
          this.#cluster.describeGroup(id),
          this.#cluster.allCommitted(id),
        ])
        return groupView(id, described, committed, ends)
      }),
    )
    const groups = new Map(views.filter(({ state }) => state !== 'Dead').map((view) => [view.id, view] as const))
    if (this.#groups) this.#tell(happeningsBetween(this.#groups, groups))
    this.#groups = groups
  }

  #tell(happenings: readonly { matters: boolean; text: string }[]): void {
    const at = new Date().toTimeString().slice(0, 8)
    // Rising though the broker, or this server, was started anew: pages remember the last that they have read out.
    const first = Math.max(Date.now(), (this.#happenings.at(-1)?.number ?? 0) + 1)
    const told = happenings.map((one, index) => ({ ...one, at, number: first + index }))
    this.#happenings = [...this.#happenings, ...told].slice(-LIMITS.happenings)
  }

  #parts(): Map<string, unknown> {
    const topics = this.#topics.map(
      ({ name, partitions }) => [`topic/${name}`, { name, partitions: partitions.length }] as const,
    )
    const lanes = [...this.#lanes].map(([name, lane]) => [`lane/${name}`, lane.view()] as const)
    const groups = [...(this.#groups ?? [])].map(([id, view]) => [`group/${id}`, view] as const)
    return new Map<string, unknown>([
      ...topics,
      ...lanes,
      ...groups,
      ['hidden', this.#hidden],
      ['happenings', this.#happenings],
    ])
  }
}

interface Hidden {
  /** Names of topics and groups beyond the limits. */
  readonly topics: readonly string[]
  readonly groups: readonly string[]
  /** How many topics of checks there are; they come and go. */
  readonly checks: number
}
