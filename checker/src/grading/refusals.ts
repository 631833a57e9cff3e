import type { Evidence } from '../evidence/index.ts'

/** What the wire refused the programs, first things first, to go on with after what was seen; undefined when nothing was. */
export function refusals(evidence: Evidence): string | undefined {
  const asked = [...new Set(evidence.of('refused').map(({ api, what }) => (what === api ? api : `${api} for ${what}`)))]
  const [first, ...more] = asked
  if (first === undefined) return undefined
  const others = more.length === 0 ? '' : `, and ${more.length} more such ${more.length === 1 ? 'request' : 'requests'}`
  return `the checker refused ${first}${others}: a program may use only the topics and groups that #shop names for it, and only as a producer or consumer does`
}
