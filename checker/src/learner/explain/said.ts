import type { Explanation } from './explain.ts'
import type { Picture, StepRow } from './picture.ts'

/** What the signs mean; told of those that occur. */
export const LEGEND: readonly {
  readonly key: 'message' | 'act' | 'begin' | 'end' | 'death'
  readonly words: string
  readonly applies: (row: StepRow) => boolean
}[] = [
  { key: 'message', words: 'from one to the other', applies: ({ to }) => to !== undefined },
  { key: 'act', words: 'it does, or is told', applies: ({ sign, to }) => sign === 'act' && to === undefined },
  { key: 'begin', words: 'begins', applies: ({ sign }) => sign === 'begin' },
  { key: 'end', words: 'is over', applies: ({ sign }) => sign === 'end' },
  { key: 'death', words: 'is killed', applies: ({ sign }) => sign === 'death' },
]

const SOURCES = {
  learner: 'your programs',
  solution: 'the reference solution',
  from: 'programs of another folder',
} as const

/** What stands above a picture, in words. */
export function headlinesOf({ result, test, endedAt }: Pick<Explanation, 'result' | 'test' | 'endedAt'>) {
  const source = SOURCES[result.source ?? 'learner']
  const { finding } = test
  const believed = finding?.believed
  return {
    title: `${result.id.slice(0, 2)} ${result.title}, part ${test.part}: ${test.scene}`,
    run: `${source}, graded ${endedAt}, seed ${result.seed}`,
    belief: believed === undefined ? undefined : `“${believed.replaceAll('`', '')}”`,
    because: finding?.because,
    saw: finding && `Saw ${sentence(finding.saw)}`,
    expected: finding && `Expected ${sentence(finding.expected)}`,
    note: finding
      ? undefined
      : 'This test passed, so nothing is marked: it is what a run looks like that does what was asked.',
  }
}

/** What ends as a table has its own end. */
function sentence(text: string): string {
  return text.includes('\n') || /[.!?:]$/.test(text) ? text : `${text}.`
}

export interface MomentNote {
  /** As at its row; undefined for a note about all. */
  readonly number: number | undefined
  readonly when: string
  readonly words: string
}

/** The moments that show a finding, each with what happened there, and how long after the first. */
export function momentNotes({ moments, furtherMoments }: Picture, { finding }: Explanation['test']): MomentNote[] {
  if (!finding) return []
  if (moments.length === 0) {
    const words = 'The finding is about the whole run: no one moment shows it.'
    return [{ number: undefined, when: '', words }]
  }
  const [first] = moments
  const notes = moments.map((row) => ({
    number: row.mark,
    when: `${Math.round(row.at)} ms`,
    words: `${row.words}${first && row !== first ? apart(row.at - first.at) : ''}`,
  }))
  if (furtherMoments === 0) return notes
  const more = `${furtherMoments} more like ${furtherMoments === 1 ? 'it' : 'them'} show it as well`
  return [...notes, { number: undefined, when: '', words: more }]
}

function apart(ms: number): string {
  const rounded = Math.abs(ms) < 10 ? Math.abs(ms).toFixed(1) : String(Math.round(Math.abs(ms)))
  return `, ${rounded} ms ${ms < 0 ? 'before' : 'after'} 1`
}

/** What is said of a log with damaged lines; undefined where it is whole. */
export function damageIn({ damaged }: Picture): string | undefined {
  if (damaged === 0) return undefined
  return `${damaged === 1 ? '1 line of the log is' : `${damaged} lines of the log are`} damaged and left out.`
}
