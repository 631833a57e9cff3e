import { type RuleTable, type Scene, producing } from '#grading'
import type { Play } from './scenes.ts'

// TODO(author): a line for each belief: what a scene saw in, out come the numbers for the belief's text, and the events to look at.
// It gives undefined where it doesn't see the belief, and so for every correct program. What several exercises need is in
// checker/src/grading/rules.
export const rules: RuleTable<Scene<Play>> = {
  '@slug@-needs-no-key': ({ copies, shop }) => producing.noKey(copies, shop.evidence),
}
