import type { SavedEvent } from './evidence-reader.ts'

/** What stands at the beginning of an arrow, or alone on a lane. */
export type Sign = 'act' | 'begin' | 'end' | 'death'

/** A vertical line of the picture: somebody who acts, or something that is acted on. */
export interface Lane {
  readonly id: string
  /** As people say it: `worker-1`, `purchases/0`. */
  readonly name: string
  readonly kind: 'process' | 'partition' | 'service'
}

/** How much it matters where there is no place for all. */
export type Weight =
  /** What changes who is there and who does what. */
  | 'life'
  | 'work'
  /** Drawn only when a finding names it. */
  | 'small'

/** What an event is in a picture. */
export interface Draft {
  readonly events: readonly SavedEvent[]
  /** Whose it is; undefined for the checker's own acts. */
  readonly process: string | undefined
  readonly from: Lane | undefined
  /** Where it crosses to. */
  readonly to?: Lane | undefined
  readonly sign: Sign
  /** A sentence without its full stop. */
  readonly words: string
  readonly details: readonly Detail[]
  readonly weight: Weight
  /** How it is counted when it is not drawn; undefined: not at all. */
  readonly counted?: { readonly what: string; readonly count: number } | undefined
  /** What it is about: what shares one of these belongs together. */
  readonly subjects: readonly string[]
  /** Names of records in it by their subject, for a draft that is about many. */
  readonly among?: ReadonlyMap<string, string>
  /** Shared by a request and its answer. */
  readonly pair?: string
  /** Whether it is the answer of its pair. */
  readonly answers?: true
  /** Of a request: what the two say together, when nothing came between them. Of an answer: how it went. */
  readonly outcome?: string
  /** The sentence of the two together, where it is not the one with the other behind a colon. */
  readonly withOutcome?: (outcome: string) => string
  /** Something went wrong in it. */
  readonly failed?: boolean
}

export type Detail = readonly [label: string, text: string]

export function processLane(name: string): Lane {
  return { id: `process ${name}`, name, kind: 'process' }
}

export function partitionLane(topic: string, partition: number): Lane {
  const name = `${withoutPrefix(topic)}/${partition}`
  return { id: `partition ${name}`, name, kind: 'partition' }
}

export function serviceLane(name: string): Lane {
  return { id: `service ${name}`, name, kind: 'service' }
}

/** The prefix of a run, as `#shop` puts it before names, wherever it stands in a text. */
export function withoutPrefix(text: string): string {
  return text.replace(/\bkw-[0-9a-f]{10}\./g, '')
}

const LONGEST_SHOWN = 300

/** A text that programs wrote, no longer than a picture can show. */
export function shortened(text: string, longest = LONGEST_SHOWN): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}
