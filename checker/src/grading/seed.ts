/** Seeds are shown to people and typed again: nine digits at most. */
export const MAX_SEED = 999_999_999

/** A seed for a run that nobody gave one. */
export function drawSeed(most = MAX_SEED): number {
  return 1 + Math.floor(Math.random() * most)
}
