import type { Evidence, EventOf } from '../evidence/index.ts'

/** What became of each thing that should be somewhere exactly once, as Jepsen reads a history. */
export interface Verdict<T> {
  /** Never seen. */
  readonly lost: readonly T[]
  /** Seen more than once. */
  readonly doubled: readonly T[]
  /** Seen before one that should come before it, within its key. */
  readonly outOfOrder: readonly T[]
  /** Seen once, in order. */
  readonly fine: readonly T[]
  /** What was seen and is none of those that should be there. */
  readonly strays: readonly string[]
}

/**
 * Holds what should be there against what was seen.
 *
 * `given`: in the order that each key must keep; `idOf` must be unique, `keyOf` null means that no order is asked for.
 * `seen`: ids in the order in which they were seen; within one key that is the order of one partition.
 */
export function verdict<T>(
  given: readonly T[],
  seen: readonly string[],
  { idOf, keyOf = () => null }: { idOf: (item: T) => string; keyOf?: (item: T) => string | null },
): Verdict<T> {
  const places = new Map<string, number[]>()
  seen.forEach((id, place) => places.set(id, [...(places.get(id) ?? []), place]))
  const known = new Set(given.map(idOf))
  const lastPlaceOfKey = new Map<string, number>()
  const result = { lost: [] as T[], doubled: [] as T[], outOfOrder: [] as T[], fine: [] as T[] }
  for (const item of given) {
    const [first, ...more] = places.get(idOf(item)) ?? []
    if (first === undefined) {
      result.lost.push(item)
      continue
    }
    const key = keyOf(item)
    const late = key !== null && first < (lastPlaceOfKey.get(key) ?? -1)
    if (key !== null) lastPlaceOfKey.set(key, Math.max(first, lastPlaceOfKey.get(key) ?? -1))
    if (more.length > 0) result.doubled.push(item)
    if (late) result.outOfOrder.push(item)
    if (more.length === 0 && !late) result.fine.push(item)
  }
  return { ...result, strays: seen.filter((id) => !known.has(id)) }
}

/** What the program could know of a partition's part of one of its Produce requests. */
export interface SendOutcome {
  readonly sent: EventOf<'produced'>
  /** `unknown`: it asked for no acknowledgement, or the answer never reached it. */
  readonly outcome: 'acknowledged' | 'refused' | 'unknown'
  readonly answer?: EventOf<'produce-answered'>
}

/** Each part of each Produce request with its outcome, in the order of sending. */
export function sendOutcomes(evidence: Evidence): SendOutcome[] {
  const answers = new Map<string, EventOf<'produce-answered'>>()
  for (const answer of evidence.of('produce-answered')) answers.set(sendKey(answer), answer)
  return evidence.of('produced').map((sent): SendOutcome => {
    const answer = answers.get(sendKey(sent))
    if (!answer) return { sent, outcome: 'unknown' }
    return { sent, answer, outcome: answer.error === 0 ? 'acknowledged' : 'refused' }
  })
}

function sendKey({ send, topic, partition }: { send: number; topic: string; partition: number }): string {
  return `${send}/${topic}/${partition}`
}
