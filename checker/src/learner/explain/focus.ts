import type { Draft } from './draft.ts'
import { purchaseSubject } from './records.ts'

/** A fetch of 500 records is about none of them. */
const ABOUT_MANY = 4

/** What the named events are about: their records, offsets, requests, calls and members. */
export function focusOf(marked: readonly Draft[], drafts: readonly Draft[]): ReadonlySet<string> {
  const focus = new Set(marked.flatMap(subjectsOf))
  // A commit says an offset, a credit a purchase: what was read tells which is which.
  for (const { among } of drafts) {
    for (const subject of focus) {
      const name = among?.get(subject)
      if (name !== undefined) focus.add(purchaseSubject(name))
    }
  }
  return focus
}

function subjectsOf({ subjects, events }: Draft): string[] {
  const isOfConnections = events.some(({ kind }) => kind === 'connected' || kind === 'disconnected')
  const own = subjects.filter((subject) => isOfConnections || !subject.startsWith('connection '))
  const records = own.filter((subject) => /^(?:purchase|offset) /.test(subject))
  const calls = events.flatMap((event) => ('call' in event ? [`call ${event.call}`] : []))
  return [...(records.length > 2 * ABOUT_MANY ? own.filter((subject) => !records.includes(subject)) : own), ...calls]
}

/** The sentence of a draft, with those of its many records that matter here. */
export function wordsIn({ words, among }: Draft, focus: ReadonlySet<string>): string {
  if (among === undefined) return words
  const all = new Set(among.values())
  const here = new Set([...among].filter(([subject]) => focus.has(subject)).map(([, name]) => name))
  if (all.size <= 2 || here.size === 0 || here.size === all.size) return words
  const [first, second, ...more] = here
  const names = [first, second].filter((name) => name !== undefined).join(' and ')
  return more.length > 0 ? words : `${words}, ${names} among them`
}
