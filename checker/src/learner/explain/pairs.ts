import type { Draft } from './draft.ts'

/**
 * Requests and their answers as one where nothing came between them that a reader has to see: nothing else of that process, and
 * nothing that a finding names. What was held back, or overtaken, stays two.
 */
export function paired(drafts: readonly Draft[], marked: ReadonlySet<number>): Draft[] {
  const answers = new Map<string, number>()
  drafts.forEach(({ pair, answers: isAnswer }, index) => {
    if (pair !== undefined && isAnswer) answers.set(pair, index)
  })
  const swallowed = new Set<number>()
  const joined = drafts.map((draft, index) => {
    const at = draft.answers || draft.pair === undefined ? undefined : answers.get(draft.pair)
    const answer = at === undefined ? undefined : drafts[at]
    if (at === undefined || !answer || at < index) return draft
    if (drafts.slice(index + 1, at).some((between) => separates(between, draft, marked))) return draft
    swallowed.add(at)
    return together(draft, answer)
  })
  return joined.filter((_, index) => !swallowed.has(index))
}

function separates(between: Draft, request: Draft, marked: ReadonlySet<number>): boolean {
  if (between.events.some(({ seq }) => marked.has(seq))) return true
  if (isOfSameRequest(between, request) || between.weight === 'small') return false
  if (between.process === undefined) return between.subjects.some((subject) => request.subjects.includes(subject))
  return between.process === request.process
}

/** Parts of one request, for several partitions, leave and are answered together. */
function isOfSameRequest({ pair }: Draft, request: Draft): boolean {
  const numberOf = (text = '') => text.split(' ').slice(0, 2).join(' ')
  return pair !== undefined && numberOf(pair) === numberOf(request.pair)
}

function wordsOf({ words, withOutcome }: Draft, outcome: string | undefined): string {
  if (!outcome) return words
  return withOutcome ? withOutcome(outcome) : `${words}: ${outcome}`
}

function together(request: Draft, answer: Draft): Draft {
  const outcome = answer.outcome || request.outcome
  const known = new Set(request.details.map(([label]) => label))
  return {
    ...request,
    events: [...request.events, ...answer.events],
    words: wordsOf(request, outcome),
    details: [...request.details, ...answer.details.filter(([label]) => !known.has(label))],
    subjects: [...new Set([...request.subjects, ...answer.subjects])],
    failed: (request.failed ?? false) || (answer.failed ?? false),
  }
}
