import { expect } from './thread/expect.ts'
import type { Moment } from './moments.ts'
import { Unmet } from './outcomes.ts'
import { verdict } from './verdicts.ts'

export interface AccountOptions<T> {
  readonly idOf: (item: T) => string
  /** Within a key the order of `given` must be kept; left out, order is not asked for. */
  readonly keyOf?: (item: T) => string | null
  /** What the things are and where they should be, for the finding: `purchases of the file`, `in purchases`. */
  readonly what: string
  readonly where: string
  /** What became of the program, `Program.fate`, where that says why something is lost. */
  readonly fate?: string | undefined
  /** The events that show what became of the one of this id. */
  readonly shownBy?: (id: string) => readonly (Moment | undefined)[]
}

declare module 'vitest' {
  // The names of the type parameters must be those of Vitest's own declaration.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as Vitest declares it
  interface Matchers<T = any> {
    /** The ids seen hold each of `given` exactly once, in order within its key, and nothing else. */
    toAccountFor<G>(given: readonly G[], options: AccountOptions<G>): T
  }
}

/** How many names a finding lists before it counts the rest. */
const LISTED = 5

/** `p-0003, p-0007 and 4 more`. */
export function listed(names: readonly string[]): string {
  if (names.length <= LISTED) return names.join(', ')
  return `${names.slice(0, LISTED - 1).join(', ')} and ${names.length - LISTED + 1} more`
}

function accountFor<T>(seen: readonly string[], given: readonly T[], options: AccountOptions<T>): void {
  const { idOf, what, where, fate } = options
  const { lost, doubled, outOfOrder, strays } = verdict(given, seen, options)
  const expected = `each of the ${given.length} ${what} once ${where}`
  const names = (items: readonly T[]) => listed(items.map(idOf))
  const shown = (ids: readonly string[]) => ({ shownBy: ids.flatMap((id) => options.shownBy?.(id) ?? []) })
  const shownOf = (items: readonly T[]) => shown(items.map(idOf))
  const why = fate === undefined ? '' : `; the program ${fate}`
  if (lost.length > 0)
    throw new Unmet(
      `${lost.length} of ${given.length} not there: ${names(lost)}${why}`,
      expected,
      'lost',
      shownOf(lost),
    )
  if (doubled.length > 0)
    throw new Unmet(`${doubled.length} more than once: ${names(doubled)}`, expected, 'doubled', shownOf(doubled))
  if (strays.length > 0)
    throw new Unmet(`${strays.length} that should not be there: ${listed(strays)}`, expected, 'doubled', shown(strays))
  if (outOfOrder.length > 0) {
    const inOrder = `${expected}, in the order in which they came`
    throw new Unmet(`out of order: ${names(outOfOrder)}`, inOrder, 'order', shownOf(outOfOrder))
  }
}

expect.extend({
  // A finding is thrown, not returned: the result of a matcher has no room for its facts.
  toAccountFor<T>(seen: readonly string[], given: readonly T[], options: AccountOptions<T>) {
    accountFor(seen, given, options)
    return { pass: true, message: () => `each of the ${given.length} ${options.what} is accounted for` }
  },
})

export { expect }
