import { type TestContext, test } from '@vitest/runner'
import { explain } from './explain.ts'
import { Unmet } from './outcomes.ts'
import { refusals } from './refusals.ts'
import { runContext } from './thread/run-context.ts'
import type { Scenario, Scene } from './scenario.ts'
import type { Stage } from './stage.ts'

declare module '@vitest/runner' {
  interface TaskMeta {
    part?: number
    points?: number
    /** The scene that it looked at; set when it did. */
    scene?: string
  }
}

/** The outer limit of a test. Each wait in a scene has its own, so this one means a bug of the checker. */
const TEST_TIMEOUT_MS = 120_000

export interface GradedOptions<T, Place extends Stage> {
  /** The scene that the test looks at; its part is the test's part. */
  readonly of: Scenario<T, Place>
  /** What passing it earns. */
  readonly points: number
  /** Names of tests of the same file: when one of them did not pass, this one would only say the same again, and is skipped. */
  readonly after?: readonly string[]
  /** Beliefs that can be behind a failure of this test, the likeliest first; none: all of the scene's rules. */
  readonly beliefs?: readonly string[]
  /** The section of the exercise's lesson to read where no belief is named: `#keys`; left out: the part's task. */
  readonly read?: string
}

/** Names of the tests of each scenario's file that did not pass in this run. */
const unpassed = new Set<string>()
let unpassedOfRun = ''

/** A hidden test: a sentence about the learner's program, what it earns, and what to look at. */
export function graded<T, Place extends Stage>(
  name: string,
  options: GradedOptions<T, Place>,
  body: (scene: Scene<T, Place>) => void | Promise<void>,
): void {
  const { part } = options.of
  test(name, { meta: { part, points: options.points }, timeout: TEST_TIMEOUT_MS }, async (vitest) => {
    const context = runContext()
    if (context.parts && !context.parts.includes(part)) vitest.skip('another part')
    if (context.smaller && context.smaller.scene !== options.of.name) vitest.skip('another scene')
    forgetOtherRuns(context.runFolder)
    try {
      needs(vitest, options.after ?? [])
      needsPrograms(vitest, part)
      const scene = await options.of.scene()
      vitest.task.meta.scene = scene.shop.name
      await judge(scene, options, body)
    } catch (error) {
      unpassed.add(name)
      throw error
    }
  })
}

async function judge<T, Place extends Stage>(
  scene: Scene<T, Place>,
  options: GradedOptions<T, Place>,
  body: (scene: Scene<T, Place>) => void | Promise<void>,
): Promise<void> {
  try {
    await body(scene)
  } catch (error) {
    if (error instanceof Unmet) {
      const { rules } = options.of
      const candidates = error.workshop.beliefs ?? options.beliefs ?? Object.keys(rules)
      explain(runContext().root, { rules, scene, candidates }, error)
      error.workshop.scene = scene.shop.name
      if (options.read !== undefined) error.workshop.read ??= options.read
      const refused = refusals(scene.shop.evidence)
      if (refused !== undefined) error.workshop.saw += `; ${refused}`
    }
    throw error
  }
}

function needs(vitest: TestContext, tests: readonly string[]): void {
  const failed = tests.find((name) => unpassed.has(name))
  if (failed !== undefined) vitest.skip(`needs: ${failed}`)
}

/** A program that is missing or does not compile is said once for each part. */
function needsPrograms(vitest: TestContext, part: number): void {
  const broken = runContext().unusable.find(({ parts }) => parts.includes(part))
  if (!broken) return
  const said = `${broken.file} of part ${part}`
  if (unpassed.has(said)) vitest.skip(`needs: ${broken.file}`)
  unpassed.add(said)
  throw new Unmet(broken.saw, broken.expected, 'lost')
}

/** A kept worker runs the same file for one run after the other. */
function forgetOtherRuns(runFolder: string): void {
  if (unpassedOfRun === runFolder) return
  unpassedOfRun = runFolder
  unpassed.clear()
}
