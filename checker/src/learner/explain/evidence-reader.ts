import { readFileSync } from 'node:fs'
import type { Event } from '../../evidence/index.ts'

/** An event as its line has it: 64-bit numbers are strings there, and bytes text, or base64 where they are no UTF-8. */
type Plain<T> = T extends bigint
  ? string
  : T extends Buffer
    ? PlainBytes
    : T extends readonly (infer Item)[]
      ? readonly Plain<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]: Plain<T[Key]> }
        : T

export type PlainBytes = string | { readonly base64: string }
export type SavedEvent = Plain<Event>
export type SavedOf<K extends Event['kind']> = Extract<SavedEvent, { kind: K }>

export interface SavedEvidence {
  /** In the order in which they were seen. */
  readonly events: readonly SavedEvent[]
  /** Lines that could not be read. */
  readonly damaged: number
}

/** What must stand in the events of each kind, besides the number and the time. */
const FIELDS: Readonly<Record<Event['kind'], string>> = {
  started: 'process',
  signalled: 'process signal',
  exited: 'process',
  printed: 'process stream line',
  limited: 'process limit detail',
  called: 'process call name args',
  'call-ended': 'process call outcome',
  'remote-called': 'process call name args',
  'remote-answered': 'process call asked name',
  'credit-asked': 'process credit purchaseId',
  'credit-answered': 'process credit purchaseId outcome',
  connected: 'process connection',
  disconnected: 'process connection by',
  requested: 'process connection api',
  'topics-asked': 'process topics',
  refused: 'process api what',
  produced: 'process send acks topic partition records',
  'produce-answered': 'process send topic partition error baseOffset',
  fetched: 'process topic partition records',
  'commit-requested': 'process commit group topic partition offset',
  committed: 'process commit group topic partition offset error',
  joined: 'process group memberId generation subscription error',
  assigned: 'process group memberId generation assignment error',
  left: 'group memberId by',
  checker: 'what',
  fault: 'what',
  'offset-read': 'group topic partition',
}

/** A name means the same in each kind; those that are not here are text. */
const TYPES: Readonly<Record<string, 'number' | 'object' | 'array'>> = {
  ...{ call: 'number', asked: 'number', credit: 'number', connection: 'number', send: 'number', acks: 'number' },
  ...{ partition: 'number', error: 'number', commit: 'number', generation: 'number' },
  ...{
    args: 'array',
    topics: 'array',
    records: 'array',
    subscription: 'array',
    assignment: 'array',
    outcome: 'object',
  },
}

/** Reads a scene's log. Lines that are cut off or say something else are counted and left out; throws where there is no file. */
export function readEvidence(path: string): SavedEvidence {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
  const events = lines.flatMap((line) => readEvent(line) ?? [])
  return { events: events.toSorted((a, b) => a.seq - b.seq), damaged: lines.length - events.length }
}

function readEvent(line: string): SavedEvent | undefined {
  let data: unknown
  try {
    data = JSON.parse(line)
  } catch {
    return undefined
  }
  return isEvent(data) ? data : undefined
}

function isEvent(data: unknown): data is SavedEvent {
  if (typeof data !== 'object' || data === null) return false
  const event = data as Record<string, unknown>
  const { kind, seq, at } = event
  if (!Number.isSafeInteger(seq) || !Number.isFinite(at) || typeof kind !== 'string') return false
  if (!Object.hasOwn(FIELDS, kind)) return false
  return FIELDS[kind as Event['kind']].split(' ').every((name) => fits(name, kind, event[name]))
}

function fits(name: string, kind: string, value: unknown): boolean {
  // Of a call it is a record of how it ended, of a credit a word.
  const type = name === 'outcome' && kind === 'credit-answered' ? 'string' : (TYPES[name] ?? 'string')
  if (type === 'array') return Array.isArray(value) && value.every((item) => item !== null || name === 'args')
  return typeof value === type && value !== null
}
