import type { Draft } from './draft.ts'

/** So much is drawn whole. */
const FEW = 30
/** Of the named events of one kind so many are drawn, and of all kinds. */
const MARKS_OF_A_KIND = 4
const MARKS = 12
const RELATED = 16
const NEIGHBOURS = 2
const LIFE = 24
/** Where nothing is named: so many of each kind from the beginning. */
const FIRST_OF_A_KIND = 2

export interface Selection {
  /** Drafts that are drawn. */
  readonly kept: ReadonlySet<Draft>
  /** The named ones that are drawn, the one to look at first in front. */
  readonly marks: readonly Draft[]
}

/** Which drafts a picture shows; `named` are those of a finding's events, in its order. */
export function selectionOf(
  drafts: readonly Draft[],
  { named, focus }: { named: readonly Draft[]; focus: ReadonlySet<string> },
): Selection {
  const marks = firstOfEachKind(named)
  const drawable = drafts.filter(({ weight }) => weight !== 'small')
  const life = nearest(
    drawable.filter(({ weight }) => weight === 'life'),
    marks,
    drafts,
    LIFE,
  )
  const work = drawable.filter(({ weight }) => weight === 'work')
  const kept = new Set([...life, ...marks, ...workOf(work, { drafts, marks, focus })])
  return { kept: withLoneOnes(drawable, kept), marks }
}

function firstOfEachKind(named: readonly Draft[]): Draft[] {
  const seen = new Map<string, number>()
  const marks = named.filter(({ events }) => {
    const kind = events[0]?.kind ?? ''
    const count = (seen.get(kind) ?? 0) + 1
    seen.set(kind, count)
    return count <= MARKS_OF_A_KIND
  })
  return marks.slice(0, MARKS)
}

function workOf(
  work: readonly Draft[],
  { drafts, marks, focus }: { drafts: readonly Draft[]; marks: readonly Draft[]; focus: ReadonlySet<string> },
): readonly Draft[] {
  if (work.length <= FEW) return work
  if (marks.length === 0) return firstAndLast(work)
  const related = work.filter(({ subjects }) => subjects.some((subject) => focus.has(subject)))
  return [...nearest(related, marks, drafts, RELATED), ...neighbours(work, marks)]
}

/** Those that are closest to any mark in the log. */
function nearest(
  some: readonly Draft[],
  marks: readonly Draft[],
  drafts: readonly Draft[],
  most: number,
): readonly Draft[] {
  if (some.length <= most) return some
  const places = new Map(drafts.map((draft, index) => [draft, index]))
  const placeOf = (draft: Draft) => places.get(draft) ?? 0
  const distance = (draft: Draft) =>
    Math.min(placeOf(draft), ...marks.map((mark) => Math.abs(placeOf(mark) - placeOf(draft))))
  return some.toSorted((a, b) => distance(a) - distance(b)).slice(0, most)
}

/** What the process of the first mark did just before and after it. */
function neighbours(work: readonly Draft[], [first]: readonly Draft[]): readonly Draft[] {
  if (!first) return []
  const own = work.filter(({ process }) => process === first.process)
  const seq = first.events[0]?.seq ?? 0
  const before = own.filter(({ events }) => (events[0]?.seq ?? 0) < seq).slice(-NEIGHBOURS)
  const after = own.filter(({ events }) => (events[0]?.seq ?? 0) > seq).slice(0, NEIGHBOURS)
  return [...before, ...after]
}

function firstAndLast(work: readonly Draft[]): readonly Draft[] {
  const seen = new Map<string, number>()
  const kindOf = ({ from, to, events }: Draft) => `${events[0]?.kind} ${from?.id} ${to?.id}`
  const first = work.filter((draft) => {
    const count = (seen.get(kindOf(draft)) ?? 0) + 1
    seen.set(kindOf(draft), count)
    return count <= FIRST_OF_A_KIND
  })
  return [...first, ...work.slice(-1)]
}

/** One that would be counted alone is drawn in the same place. */
function withLoneOnes(drawable: readonly Draft[], kept: Set<Draft>): Set<Draft> {
  const isKept = drawable.map((draft) => kept.has(draft))
  drawable.forEach((draft, index) => {
    if (isKept[index - 1] !== false && isKept[index + 1] !== false) kept.add(draft)
  })
  return kept
}
