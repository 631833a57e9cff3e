import { errorName } from '../../protocol/errors.ts'
import { type Draft, processLane, withoutPrefix } from './draft.ts'
import type { SavedOf } from './evidence-reader.ts'

type Made = Omit<Draft, 'events' | 'process'>

/** JoinGroup says first "here is your id, come again", which nobody has to know. */
const MEMBER_ID_REQUIRED = 79

export function joined(event: SavedOf<'joined'>): Made | undefined {
  const { process, group, memberId, subscription, error, generation } = event
  if (error === MEMBER_ID_REQUIRED) return undefined
  const name = withoutPrefix(group)
  const topics = subscription.map(withoutPrefix).join(', ')
  const asked = subscription.length === 0 ? 'asks for no topic' : `asks for ${topics}`
  return {
    ...{ from: processLane(process), sign: 'act', weight: 'life' },
    words:
      error === 0
        ? `${process} joins the group ${name}, and ${asked}`
        : `${process} may not join ${name}: ${errorName(error)}`,
    failed: error !== 0,
    details: [...memberDetails(memberId, generation)],
    subjects: memberSubjects(memberId),
  }
}

export function assigned(event: SavedOf<'assigned'>): Made | undefined {
  const { process, group, memberId, assignment, error, generation } = event
  // It joins once more, and is told then.
  if (error !== 0) return undefined
  const given = assignment
    .filter(({ partitions }) => partitions.length > 0)
    .map(({ topic, partitions }) => {
      const numbers = partitions.toSorted((a, b) => a - b).join(', ')
      return `${partitions.length === 1 ? 'partition' : 'partitions'} ${numbers} of ${withoutPrefix(topic)}`
    })
    .join(' and ')
  return {
    ...{ from: processLane(process), sign: 'act', weight: 'life' },
    words: `${process} is given ${given || 'no partition'} (group ${withoutPrefix(group)})`,
    details: memberDetails(memberId, generation),
    subjects: memberSubjects(memberId),
  }
}

export function left({ process, group, memberId, by }: SavedOf<'left'>): Made {
  const name = withoutPrefix(group)
  const who = process ?? 'a member'
  return {
    from: process === undefined ? undefined : processLane(process),
    ...{ sign: 'act', weight: 'life' },
    words: by === 'program' ? `${who} leaves the group ${name}` : `the checker takes ${who} out of the group ${name}`,
    details: memberDetails(memberId),
    subjects: memberSubjects(memberId),
  }
}

function memberDetails(memberId: string, generation?: number): [string, string][] {
  const rows: [string, string][] = memberId === '' ? [] : [['member', memberId]]
  return generation === undefined ? rows : [...rows, ['generation of the group', String(generation)]]
}

function memberSubjects(memberId: string): string[] {
  return memberId === '' ? [] : [`member ${memberId}`]
}
