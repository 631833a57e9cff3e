import type { EventOf, Evidence } from '../evidence/index.ts'

/** Answers after which the points are on the card. */
const DONE = ['credited', 'cut']

/** The credits that were done, in the order in which they were. */
export function creditsDone(evidence: Evidence): EventOf<'credit-answered'>[] {
  return evidence.of('credit-answered').filter(({ outcome }) => DONE.includes(outcome))
}

/** Who asked for the credit of a purchase first; undefined while nobody has. */
export function firstAskerOf(evidence: Evidence, purchaseId: string): string | undefined {
  return evidence.of('credit-asked').find((event) => event.purchaseId === purchaseId)?.process
}
