import { readBelief, tell } from '../catalog/index.ts'
import type { Unmet } from './outcomes.ts'

/** The numbers of a run that a belief's text leaves open. */
export type Facts = Readonly<Record<string, string | number>>

/**
 * One line of the rule table: reads the scene's evidence and gives the facts of the belief when the evidence shows it,
 * else undefined. It must not fire on a correct program in any style, whatever the seed: `verify` holds it to that.
 */
export type Rule<Scene> = (scene: Scene) => Facts | undefined

/** Rules by belief; where several fire for one test the first is named. */
export type RuleTable<Scene> = Readonly<Record<string, Rule<Scene>>>

/** Completes a finding: the first of the `candidates` that the evidence shows is named; where none fits nothing is guessed. */
export function explain<Scene>(
  root: string,
  { rules, scene, candidates }: { rules: RuleTable<Scene>; scene: Scene; candidates: readonly string[] },
  unmet: Unmet,
): void {
  for (const belief of candidates) {
    const facts = rules[belief]?.(scene)
    if (!facts) continue
    const told = readBelief(root, belief)
    Object.assign(unmet.workshop, { belief, believed: told.title, because: tell(told, facts), lesson: told.lesson })
    return
  }
}

/** Every belief that the rules see in a scene, asked for or not: what `verify` refuses for a correct program. */
export function beliefsSeen<Scene>(rules: RuleTable<Scene>, scene: Scene): string[] {
  return Object.keys(rules).filter((belief) => rules[belief]?.(scene) !== undefined)
}
