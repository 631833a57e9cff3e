import type { EventKind, Evidence } from '../evidence/index.ts'

/** What a program does when it gets on; to ask for more and to say that it lives is not among it. */
export const MOVES: readonly EventKind[] = [
  'fetched',
  'produced',
  'produce-answered',
  'credit-asked',
  'credit-answered',
  'commit-requested',
  'committed',
  'joined',
  'assigned',
  'left',
  'started',
]

/** How often something moved in a run so far. */
export function movesIn(evidence: Evidence): number {
  return MOVES.reduce((sum, kind) => sum + evidence.of(kind).length, 0)
}
