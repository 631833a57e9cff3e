import type { ExerciseResult } from '../../report/schema.ts'
import { type Detail, type Draft, type Lane, type Sign } from './draft.ts'
import { draftsOf } from './drafts.ts'
import type { SavedEvidence } from './evidence-reader.ts'
import { focusOf, wordsIn } from './focus.ts'
import { lanesOf } from './lanes.ts'
import { paired } from './pairs.ts'
import { restWords } from './rest.ts'
import { selectionOf } from './selection.ts'

/** Something that happened, on one lane or from one lane to another. */
export interface StepRow {
  readonly kind: 'step'
  /** Number of its first event in the log. */
  readonly seq: number
  /** Milliseconds since the scene began. */
  readonly at: number
  /** Places among the lanes; undefined for an act of the checker. */
  readonly from: number | undefined
  readonly to: number | undefined
  readonly sign: Sign
  readonly words: string
  readonly details: readonly Detail[]
  /** Of a moment that shows the finding: 1 is the one to look at first. */
  readonly mark: number | undefined
  readonly failed: boolean
}

/** What happened meanwhile and is only counted. */
export interface RestRow {
  readonly kind: 'rest'
  readonly words: string
}

export type Row = StepRow | RestRow

/** A run of one scene as lanes and rows, oldest first; both renderings show it. Names and words are as learners wrote them. */
export interface Picture {
  readonly lanes: readonly Lane[]
  readonly rows: readonly Row[]
  /** The moments that show the finding, by their number. */
  readonly moments: readonly StepRow[]
  /** Moments that the finding names besides, like those that are drawn. */
  readonly furtherMoments: number
  readonly damaged: number
}

export interface PictureOptions {
  /** Numbers of the events that show the finding, the one to look at first in front. */
  readonly marked?: readonly number[] | undefined
}

export type Finding = NonNullable<ExerciseResult['tests'][number]['finding']>

export function pictureOf({ events, damaged }: SavedEvidence, { marked = [] }: PictureOptions = {}): Picture {
  const drafts = paired(draftsOf(events), new Set(marked))
  const named = namedBy(drafts, marked)
  const focus = focusOf(named.slice(0, 3), drafts)
  const { kept, marks } = selectionOf(drafts, { named, focus })
  const lanes = lanesOf(drafts.filter((draft) => kept.has(draft)))
  const rows: Row[] = []
  const kinds = new Set(marks.flatMap((draft) => draft.events.map(({ kind }) => kind)))
  let skipped: Draft[] = []
  const flush = () => {
    const words = restWords(skipped, kinds)
    if (words !== undefined) rows.push({ kind: 'rest', words })
    skipped = []
  }
  for (const draft of drafts) {
    if (!kept.has(draft)) skipped.push(draft)
    else {
      flush()
      rows.push(rowOf(draft, { lanes, focus, marks }))
    }
  }
  flush()
  const moments = rows
    .filter((row): row is StepRow => row.kind === 'step' && row.mark !== undefined)
    .sort((a, b) => (a.mark ?? 0) - (b.mark ?? 0))
  return { lanes, rows, moments, furtherMoments: named.length - moments.length, damaged }
}

/** Drafts of the named events, each once; an event that says nothing to a learner has none. */
function namedBy(drafts: readonly Draft[], marked: readonly number[]): Draft[] {
  const bySeq = new Map(drafts.flatMap((draft) => draft.events.map(({ seq }) => [seq, draft] as const)))
  return [...new Set(marked.flatMap((seq) => bySeq.get(seq) ?? []))]
}

function rowOf(
  draft: Draft,
  { lanes, focus, marks }: { lanes: readonly Lane[]; focus: ReadonlySet<string>; marks: readonly Draft[] },
): StepRow {
  const place = (lane: Lane | undefined) => (lane ? lanes.findIndex(({ id }) => id === lane.id) : undefined)
  const mark = marks.indexOf(draft) + 1
  const [first] = draft.events
  return {
    kind: 'step',
    seq: first?.seq ?? 0,
    at: first?.at ?? 0,
    from: place(draft.from),
    to: place(draft.to),
    sign: draft.sign,
    words: onOneLine(wordsIn(draft, focus)),
    details: [...timesOf(draft), ...draft.details].map(([label, text]): Detail => [label, onOneLine(text)]),
    mark: mark === 0 ? undefined : mark,
    failed: draft.failed ?? false,
  }
}

/** Names and values may have several. */
function onOneLine(text: string): string {
  return text.replaceAll('\n', '\\n')
}

function timesOf({ events }: Draft): Detail[] {
  const [first, last] = [events[0], events.at(-1)]
  if (!first || !last) return []
  const took = last === first ? '' : `, answered after ${(last.at - first.at).toFixed(1)} ms`
  const numbers = events.map(({ seq }) => seq).join(' and ')
  return [
    ['time', `${first.at.toFixed(1)} ms after the scene began${took}`],
    [events.length === 1 ? 'event' : 'events', `${numbers} of the log`],
  ]
}
