import type { Evidence } from '../evidence/index.ts'

/** What the wire refused the programs, first things first, to go on with after what was seen; undefined when nothing was. */
export function refusals(evidence: Evidence): string | undefined {
  const asked = [...new Set(evidence.of('refused').map(({ what }) => what))]
  const [first, ...more] = asked
  if (first === undefined) return undefined
  const others = more.length === 0 ? '' : ` and ${more.length} more`
  return `the checker refused ${first}${others}: programs of an exercise send and receive, under the names that topic() and group() of #shop give`
}
