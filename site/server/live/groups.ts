import { type CommittedOffset, type DescribedGroup, partitionName, visible } from '#checker'
import { LOYALTY } from './demo/names.ts'

export interface MemberView {
  readonly id: string
  /** What people call it: the name of its client, and the beginning of what Kafka added to that. */
  readonly name: string
  /** As `purchases/0`; null where what it was given is not a consumer's. */
  readonly partitions: readonly string[] | null
  /** The same for people. */
  readonly has: string
}

export interface PositionView {
  /** As `purchases/0`. */
  readonly partition: string
  /** The offset of the next record to be read as the group has committed it; null where it has not. */
  readonly offset: number | null
  /** Null where the end of the partition is not known: it is not among those shown. */
  readonly lag: number | null
  /** The name of the member that has the partition. */
  readonly member: string | null
}

export interface GroupView {
  readonly id: string
  /** Kafka's word: `Stable`, `PreparingRebalance`, `CompletingRebalance`, `Empty`, `Dead`. */
  readonly state: string
  readonly members: readonly MemberView[]
  readonly positions: readonly PositionView[]
}

/**
 * A group as the page shows it. `ends`: the offsets of the next records, by partition. Clients of the demo's group have names of
 * their own; elsewhere many have the same.
 */
export function groupView(
  id: string,
  { state, members }: DescribedGroup,
  committed: readonly CommittedOffset[],
  ends: ReadonlyMap<string, number>,
): GroupView {
  const views = members
    .map(({ memberId, clientId, assignment }) => ({
      id: memberId,
      name: id === LOYALTY ? clientId : memberName(memberId, clientId),
      partitions:
        assignment
          ?.flatMap(({ topic, partitions }) => partitions.map((one) => partitionName(topic, one)))
          .sort(byName) ?? null,
    }))
    .map((member) => ({ ...member, has: isRebalancing(state) ? 'waits for its partitions' : textOf(member) }))
    .sort((a, b) => byName(a.name, b.name))
  const owners = new Map(views.flatMap(({ name, partitions }) => (partitions ?? []).map((one) => [one, name] as const)))
  const offsets = new Map(
    committed.map(({ topic, partition, offset }) => [partitionName(topic, partition), Number(offset)]),
  )
  const positions = [...new Set([...offsets.keys(), ...owners.keys()])].sort(byName).map((partition) => {
    const offset = offsets.get(partition) ?? null
    const end = ends.get(partition)
    const lag = end === undefined || offset === null ? null : Math.max(0, end - offset)
    return { partition, offset, lag, member: owners.get(partition) ?? null }
  })
  return { id, state, members: views, positions }
}

/** Kafka makes a member's id of the client's name and a UUID; four signs of that tell members of one name apart. */
function memberName(memberId: string, clientId: string): string {
  const rest = memberId.startsWith(`${clientId}-`) ? memberId.slice(clientId.length + 1) : memberId
  return visible(`${clientId}-${rest.slice(0, 4)}`)
}

function byName(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}

export interface Happening {
  /** Said aloud by a screen reader: who joins or leaves. */
  readonly matters: boolean
  readonly text: string
}

/** What must have happened between two looks at the groups, in Kafka's words. It tells no rebalance as such: states and members do. */
export function happeningsBetween(
  before: ReadonlyMap<string, GroupView>,
  after: ReadonlyMap<string, GroupView>,
): Happening[] {
  const changed = [...after.values()].flatMap((group) => happeningsOf(before.get(group.id), group))
  const gone = [...before.keys()].filter((id) => !after.has(id))
  return [...changed, ...gone.map((id) => ({ matters: true, text: `The group ${id} is gone.` }))]
}

function happeningsOf(before: GroupView | undefined, { id, state, members }: GroupView): Happening[] {
  const old = before?.members ?? []
  const joined = members.filter((one) => !old.some((other) => other.id === one.id))
  const left = old.filter((one) => !members.some((other) => other.id === one.id))
  const given = members.filter(
    (one) => one.partitions !== null && one.has !== old.find((other) => other.id === one.id)?.has,
  )
  return [
    ...joined.map(({ name }) => ({ matters: true, text: `${name} joined ${id}.` })),
    ...left.map(({ name }) => ({ matters: true, text: `${name} left ${id}.` })),
    ...(isRebalancing(state) && !isRebalancing(before?.state ?? '')
      ? [{ matters: false, text: `${id} rebalances: its partitions are shared out anew.` }]
      : []),
    ...(state === 'Stable' ? given.map((one) => ({ matters: false, text: `${one.name} has ${one.has}.` })) : []),
  ]
}

/** Meanwhile Kafka tells no assignments. */
function isRebalancing(state: string): boolean {
  return state.endsWith('Rebalance')
}

function textOf(member: Pick<MemberView, 'partitions'> | undefined): string {
  if (!member) return ''
  if (!member.partitions) return 'is no consumer of the classic kind'
  if (member.partitions.length === 0) return 'no partition'
  return partitionsText(member.partitions)
}

/** As `purchases 0, 1; receipts 2`. */
function partitionsText(names: readonly string[]): string {
  const byTopic = new Map<string, string[]>()
  for (const name of names) {
    const [topic = '', index = ''] = name.split('/')
    byTopic.set(topic, [...(byTopic.get(topic) ?? []), index])
  }
  return [...byTopic].map(([topic, indexes]) => `${topic} ${indexes.join(', ')}`).join('; ')
}
