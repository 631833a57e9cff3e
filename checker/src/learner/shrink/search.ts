import type { Size } from '../../grading/sizes.ts'

/** What is to be taken of each size, by its name. */
export type Sizes = Readonly<Record<string, number>>

/** One try with these sizes: what it left where it still shows the finding, else undefined. */
export type Attempt<T> = (sizes: Sizes) => Promise<T | undefined>

export interface Search<T> {
  /** The smallest that shows it, and what it left; undefined where nothing smaller than the beginning does. */
  readonly smallest: { readonly sizes: Sizes; readonly shown: T } | undefined
  readonly tries: number
  /** Whether nothing smaller was left to be tried: none of the sizes can be made less by itself. */
  readonly complete: boolean
}

/**
 * Looks for the least that still shows a finding. First all sizes at their least at once, which often does; then one size after
 * the other, each as far down as it goes, until none goes any further. Sizes are made less in the order in which the scene asked
 * for them. What shows it is believed once: an attempt has to be sure of what it saw.
 */
export async function search<T>(
  begin: readonly Size[],
  attempt: Attempt<T>,
  { isOver }: { isOver: () => boolean },
): Promise<Search<T>> {
  let sizes: Sizes = Object.fromEntries(begin.map(({ what, taken }) => [what, taken]))
  let shown: T | undefined
  let tries = 0
  const inVain = new Set<string>()
  const shows = async (wanted: Sizes): Promise<boolean> => {
    const name = JSON.stringify(Object.entries(wanted).sort())
    if (inVain.has(name)) return false
    tries += 1
    inVain.add(name)
    const found = await attempt(wanted)
    if (found === undefined) return false
    sizes = wanted
    shown = found
    return true
  }
  const conclude = (complete: boolean): Search<T> => ({
    smallest: shown === undefined ? undefined : { sizes, shown },
    tries,
    complete,
  })
  const least: Sizes = Object.fromEntries(begin.map((size) => [size.what, size.least]))
  if (isSame(sizes, least)) return conclude(true)
  if (isOver()) return conclude(false)
  if (await shows(least)) return conclude(true)
  for (let before: Sizes | undefined; before === undefined || !isSame(before, sizes);) {
    before = sizes
    for (const size of begin) {
      if (!(await lessOf(size, () => sizes, shows, isOver))) return conclude(false)
    }
  }
  return conclude(true)
}

/** Takes one size down: to its least, and where that is too little, half the way again and again. False when time was over. */
async function lessOf(
  { what, least }: Size,
  now: () => Sizes,
  shows: (wanted: Sizes) => Promise<boolean>,
  isOver: () => boolean,
): Promise<boolean> {
  // What is known to be too little.
  let tooLittle = least - 1
  for (;;) {
    const taken = now()[what] ?? least
    if (taken - tooLittle <= 1) return true
    if (isOver()) return false
    const wanted = tooLittle < least ? least : Math.floor((taken + tooLittle) / 2)
    if (!(await shows({ ...now(), [what]: wanted }))) tooLittle = wanted
  }
}

function isSame(some: Sizes, others: Sizes): boolean {
  return Object.entries(some).every(([what, taken]) => others[what] === taken)
}
