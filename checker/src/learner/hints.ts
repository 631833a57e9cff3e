import type { Exercise, Hints } from '../catalog/index.ts'
import { exerciseOf, withExercise } from './progress/merge.ts'
import type { ExerciseProgress, Progress } from './progress/state.ts'
import { firstLeft, summarise } from './progress/summary.ts'

/** A list of hints of an exercise, and how many of them were shown. */
interface HintList {
  /** As progress counts it: `part:2`, `belief:no-key`. */
  readonly name: string
  readonly belief?: string
  readonly hints: readonly string[]
}

/** One hint, with its place in the list that it is of. */
export interface Hint {
  /** Markdown. */
  readonly text: string
  /** From 1. */
  readonly number: number
  readonly of: number
  /** The belief that it is for; absent for a hint of the part. */
  readonly belief?: string
  readonly list: string
}

/** What there is to say to who asks for a hint. */
export interface HintChoice {
  readonly part: number
  /** Where the last finding in that part says to read. */
  readonly lesson?: string
  /** Those that were shown, in the order in which they are given. */
  readonly seen: readonly Hint[]
  /** Undefined when all were shown. */
  readonly next: Hint | undefined
}

/**
 * The hints for a part: first those for the belief that its last attempt showed, where there are any, then those of the part, each list from
 * vague to nearly the answer. Without a part it is the one that failed in the last attempt, else the first that is not passed.
 * Undefined when there is nothing left to hint at.
 */
export function chooseHint(
  exercise: Exercise,
  hints: Hints,
  progress: Progress,
  asked?: number,
): HintChoice | undefined {
  const known = exerciseOf(progress, exercise.slug)
  const part = asked ?? failingPart(known) ?? firstLeft(summarise([exercise], progress)[0])?.part
  if (part === undefined) return undefined
  const lists = listsFor(hints, part, beliefsIn(known, part))
  const all = lists.flatMap((list) =>
    hintsOf(list).map((hint) => ({ hint, shown: hint.number <= (known.hints[list.name] ?? 0) })),
  )
  const lesson = known.gradings.at(-1)?.failed.find((test) => test.part === part)?.lesson
  return {
    part,
    ...(lesson !== undefined && { lesson }),
    seen: all.filter(({ shown }) => shown).map(({ hint }) => hint),
    next: all.find(({ shown }) => !shown)?.hint,
  }
}

/** Progress in which a hint has been shown. */
export function withHintShown(progress: Progress, { slug }: Exercise, { list, number }: Hint): Progress {
  return withExercise(progress, slug, (before) => ({
    ...before,
    hints: { ...before.hints, [list]: Math.max(number, before.hints[list] ?? 0) },
  }))
}

/** Of the last attempt; the check showed the first of its failed tests before the others. */
function failingPart({ gradings }: ExerciseProgress): number | undefined {
  return gradings.at(-1)?.failed[0]?.part
}

/** What the last attempt at the part showed, each once. */
function beliefsIn({ gradings }: ExerciseProgress, part: number): string[] {
  const last = gradings.findLast(({ parts }) => parts.some((graded) => graded.part === part))
  return [
    ...new Set(last?.failed.flatMap((test) => (test.part === part && test.belief !== undefined ? [test.belief] : []))),
  ]
}

function listsFor({ parts, beliefs }: Hints, part: number, seen: readonly string[]): HintList[] {
  const ofBeliefs = seen.flatMap((belief) => {
    const found = beliefs.get(belief)
    return found ? [{ name: `belief:${belief}`, belief, hints: found }] : []
  })
  return [...ofBeliefs, { name: `part:${part}`, hints: parts.get(part) ?? [] }]
}

function hintsOf({ name, belief, hints }: HintList): Hint[] {
  return hints.map((text, index) => ({
    text,
    number: index + 1,
    of: hints.length,
    list: name,
    ...(belief !== undefined && { belief }),
  }))
}
