import { catalog } from '../catalog/index.ts'
import type { Style } from '../report/style.ts'
import { exhibitsOf } from './museum/exhibits.ts'
import { crossingsOf } from './museum/pairs.ts'
import { listOf, oneOf, pairsOf } from './museum/render.ts'
import { select } from './museum/selection.ts'

export interface MuseumOptions {
  readonly root: string
  readonly style: Style
  /** What narrows it: exercises, beliefs, variants; none: all. */
  readonly words: readonly string[]
  /** Shows the tests at which several beliefs meet. */
  readonly pairs?: boolean | undefined
}

/**
 * The wrong programs that the checker is proved with, as text: each with its belief, what its owner sees, and the test that
 * catches it; one alone with its difference to the solution. Nothing is graded for it. Throws `UsageError` for a name that
 * nothing has.
 */
export function museum({ root, style, words, pairs }: MuseumOptions): string {
  const chosen = select(exhibitsOf(root, catalog(root).exercises), words)
  const room = { root, style }
  const [only] = chosen
  const shown = pairs
    ? pairsOf(crossingsOf(chosen), room)
    : chosen.length === 1 && only
      ? oneOf(only, room)
      : listOf(chosen, room)
  return `\n${shown.join('\n')}\n\n`
}
