import { readBelief, tell } from '../catalog/index.ts'
import type { Event } from '../evidence/index.ts'
import type { Unmet } from './outcomes.ts'

/** The numbers of a run that a belief's text leaves open. */
export type Facts = Readonly<Record<string, string | number>>

/** What a rule saw: the numbers of the belief's text, and the events that show it, which a picture of the run marks. */
export interface Sighting {
  readonly facts: Facts
  /** Events of the scene, the one to look at first in front. */
  readonly events: readonly Event[]
}

/** Facts with the events that show them; an event that there is not is left out. */
export function shownBy(facts: Facts, ...events: readonly (Event | undefined)[]): Sighting {
  return { facts, events: events.filter((event) => event !== undefined) }
}

/** What a rule gave, as a sighting; undefined where it did not fire. */
export function sightingOf(seen: Facts | Sighting | undefined): Sighting | undefined {
  return seen === undefined || isSighting(seen) ? seen : { facts: seen, events: [] }
}

/** A fact is a text or a number. */
function isSighting(seen: Facts | Sighting): seen is Sighting {
  return Array.isArray(seen.events)
}

/**
 * One line of the rule table: reads the scene's evidence and gives the facts of the belief, alone or with the events that show
 * it, when the evidence shows it, else undefined. It must not fire on a correct program in any style, whatever the seed: `verify` holds it to that.
 */
export type Rule<Scene> = (scene: Scene) => Facts | Sighting | undefined

/** Rules by belief; where several fire for one test the first is named. */
export type RuleTable<Scene> = Readonly<Record<string, Rule<Scene>>>

/** Completes a finding: the first of the `candidates` that the evidence shows is named; where none fits nothing is guessed. */
export function explain<Scene>(
  root: string,
  { rules, scene, candidates }: { rules: RuleTable<Scene>; scene: Scene; candidates: readonly string[] },
  unmet: Unmet,
): void {
  for (const belief of candidates) {
    const seen = sightingOf(rules[belief]?.(scene))
    if (!seen) continue
    const { facts, events } = seen
    const told = readBelief(root, belief)
    Object.assign(unmet.workshop, { belief, believed: told.title, because: tell(told, facts), lesson: told.lesson })
    // A claim may know better than a rule where to look.
    unmet.workshop.events ??= events.length > 0 ? events.map(({ seq }) => seq) : undefined
    return
  }
}

/** Every belief that the rules see in a scene, asked for or not: what `verify` refuses for a correct program. */
export function beliefsSeen<Scene>(rules: RuleTable<Scene>, scene: Scene): string[] {
  return Object.keys(rules).filter((belief) => rules[belief]?.(scene) !== undefined)
}
