import { counted } from '../../grading/words.ts'
import { type Draft } from './draft.ts'

/** What is not drawn between two rows, counted by kind; undefined where it is nothing that a learner did. */
export function restWords(skipped: readonly Draft[], named: ReadonlySet<string>): string | undefined {
  const isTold = ({ weight, events }: Draft) => weight !== 'small' || events.some(({ kind }) => named.has(kind))
  const told = skipped.filter((draft) => isTold(draft) && draft.counted)
  const counts = new Map<string, number>()
  for (const { counted } of told) if (counted) counts.set(counted.what, (counts.get(counted.what) ?? 0) + counted.count)
  const others = skipped.filter((draft) => draft.weight === 'life').length
  if (others > 0) counts.set('other event', others)
  if (counts.size === 0) return undefined
  const processes = new Set(told.map(({ process }) => process))
  const [process] = processes
  const by = processes.size === 1 && process !== undefined ? ` (${process})` : ''
  return `… ${[...counts].map(([what, count]) => countedIn(what, count)).join(', ')}${by}`
}

/** `1 record sent`, `2 records sent`: the first word is what there are many of. */
function countedIn(what: string, count: number): string {
  const [first = '', ...more] = what.split(' ')
  return [counted(count, first), ...more].join(' ')
}
