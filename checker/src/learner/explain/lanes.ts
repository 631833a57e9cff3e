import type { Draft, Lane } from './draft.ts'

const ORDER: readonly Lane['kind'][] = ['process', 'partition', 'service']

/** The lanes of these drafts: who acts, then partitions by topic and number, then what else is spoken to. */
export function lanesOf(drafts: readonly Draft[]): Lane[] {
  const found = new Map<string, Lane>()
  for (const { from, to } of drafts) for (const lane of [from, to]) if (lane) found.set(lane.id, lane)
  const lanes = [...found.values()]
  const topics = [...new Set(lanes.filter(({ kind }) => kind === 'partition').map(topicOf))]
  const rank = (lane: Lane) => ORDER.indexOf(lane.kind)
  return lanes.toSorted((a, b) => {
    if (rank(a) !== rank(b)) return rank(a) - rank(b)
    if (a.kind !== 'partition') return 0
    return topics.indexOf(topicOf(a)) - topics.indexOf(topicOf(b)) || numberOf(a) - numberOf(b)
  })
}

function topicOf({ name }: Lane): string {
  return name.slice(0, name.lastIndexOf('/'))
}

function numberOf({ name }: Lane): number {
  return Number(name.slice(name.lastIndexOf('/') + 1))
}
