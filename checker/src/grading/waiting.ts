import type { Evidence } from '../evidence/index.ts'

/** How often a condition is looked at that no event announces, milliseconds. */
const POLL_MS = 20

/**
 * Waits until `condition` holds: it is looked at with every event of the run and every 20 ms besides. Gives back whether it
 * held within `limitMs`; stops early, after one last look, when `givenUp` says that it never will.
 * What a condition throws ends the wait.
 */
export async function until(
  evidence: Evidence,
  condition: () => boolean | Promise<boolean>,
  { limitMs, givenUp = () => false }: { limitMs: number; givenUp?: () => boolean },
): Promise<boolean> {
  const deadline = performance.now() + limitMs
  for (;;) {
    const lastLook = givenUp() || performance.now() > deadline
    if (await condition()) return true
    if (lastLook) return false
    await nextEventOr(evidence, POLL_MS)
  }
}

function nextEventOr(evidence: Evidence, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      stopListening()
      resolve()
    }
    const timer = setTimeout(done, ms)
    const stopListening = evidence.onEvent(done)
  })
}

/** Notes a wait that took more than half of its limit: on a slower machine it would be too long. `verify` looks for it. */
export function noteIfSlow(evidence: Evidence, waitedMs: number, limitMs: number): void {
  if (waitedMs > limitMs / 2)
    evidence.add({ kind: 'checker', what: `slow: waited ${Math.round(waitedMs)} of ${limitMs} ms` })
}
