import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll } from '@vitest/runner'
import { BELIEFS_SEEN_FILE } from './beliefs-seen.ts'
import { deferred } from '../timing/index.ts'
import type { GradingContext } from './context.ts'
import { type RuleTable, beliefsSeen } from './explain.ts'
import { noteSilence } from './oddities.ts'
import { runContext } from './thread/run-context.ts'
import { CheckerBug, isWorkshopError } from '../errors/index.ts'
import { Shop } from './shop.ts'
import { Stage } from './stage.ts'
import { noteUnfired } from './unfired.ts'

/** How many scenes play side by side: as many as the cores that we can count on. */
const SIDE_BY_SIDE = 2

/** What several tests look at: what the play gave back, and the shop in which it took place, or the bare stage where it needs no broker. */
export type Scene<T, Place extends Stage = Shop> = T & { readonly shop: Place }

/** A play with the learner's programs that is played once, for all tests that look at it. */
export interface Scenario<T, Place extends Stage = Shop> {
  readonly name: string
  readonly part: number
  readonly rules: RuleTable<Scene<T, Place>>
  /** Plays it, or gives back what was played; rejects with what ended the play. */
  scene(): Promise<Scene<T, Place>>
}

interface ScenarioOptions<T, Place extends Stage> {
  readonly part: number
  readonly rules: RuleTable<Scene<T, Place>>
}

interface Waiting {
  readonly name: string
  readonly part: number
  readonly start: () => Promise<void>
}

/** Scenes of all files that were not started, in order. */
const waiting: Waiting[] = []
let playing = 0

/**
 * Declares a scene of this file. `play` acts and waits, and gives back what the tests look at; it does not judge. Scenes
 * start when a test needs the first one, two at a time, since most of a scene is waiting for a process to start.
 */
export function scenario<T extends object>(
  name: string,
  options: ScenarioOptions<T, Shop>,
  play: (shop: Shop) => Promise<T>,
): Scenario<T> {
  return declared(name, options, play, { broker: true, open: (context) => Shop.open(context, name) })
}

/** Declares a scene of a part that `withoutBroker` of exercise.ts names: it is played also where there is no broker. */
export function scenarioWithoutBroker<T extends object>(
  name: string,
  options: ScenarioOptions<T, Stage>,
  play: (stage: Stage) => Promise<T>,
): Scenario<T, Stage> {
  return declared(name, options, play, { broker: false, open: (context) => Stage.open(context, name) })
}

function declared<T extends object, Place extends Stage>(
  name: string,
  { part, rules }: ScenarioOptions<T, Place>,
  play: (place: Place) => Promise<T>,
  { broker, open }: { broker: boolean; open: (context: GradingContext) => Promise<Place> },
): Scenario<T, Place> {
  // Each test that looks at the scene sees a rejection; that none does is no error of its own.
  const played = deferred<Scene<T, Place>>()
  let opened: Promise<Place> | undefined
  /** A play that no test waits for goes on to the end of the file: what it meets then is our doing. */
  let isClosed = false

  async function start(): Promise<void> {
    try {
      const context = runContext()
      if (broker === context.withoutBroker.includes(part)) throw misplaced(name, part, broker)
      opened = open(context)
      const shop = await opened
      const scene: Scene<T, Place> = { ...(await play(shop)), shop }
      shop.checkStarted()
      shop.checkSound()
      noteBeliefs(name, beliefsSeen(rules, scene))
      if (shop.unfired.length > 0) noteUnfired(context.runFolder, { scene: name, part, faults: shop.unfired })
      played.resolve(scene)
    } catch (error) {
      if (!isClosed && isWorkshopError(error) && error.code === 'broker-unreachable')
        noteSilence(runContext().runFolder, error.message)
      played.reject((await opened?.catch(() => undefined))?.fault ?? error)
    }
  }

  const inLine = { name, part, start }
  waiting.push(inLine)
  afterAll(async () => {
    // The thread stays: a scene that no test of this file needed must not start with the next file, or the next run.
    const place = waiting.indexOf(inLine)
    if (place !== -1) waiting.splice(place, 1)
    isClosed = true
    await (await opened?.catch(() => undefined))?.close()
  })
  return {
    name,
    part,
    rules,
    scene: () => {
      startWaiting()
      return played.promise
    },
  }
}

function misplaced(scene: string, part: number, broker: boolean): CheckerBug {
  return new CheckerBug(
    `The scene "${scene}" ${broker ? 'needs a' : 'is declared without'} broker, and part ${part} says otherwise.`,
    {
      code: 'scene-and-part-differ',
      fix: 'Let withoutBroker of exercise.ts say which parts are declared with scenarioWithoutBroker.',
    },
  )
}

function startWaiting(): void {
  const { parts, smaller } = runContext()
  while (playing < SIDE_BY_SIDE) {
    const next = waiting.shift()
    if (!next) return
    if (parts && !parts.includes(next.part)) continue
    if (smaller && smaller.scene !== next.name) continue
    playing += 1
    void next.start().finally(() => {
      playing -= 1
      startWaiting()
    })
  }
}

function noteBeliefs(scene: string, beliefs: readonly string[]): void {
  appendFileSync(join(runContext().runFolder, BELIEFS_SEEN_FILE), `${JSON.stringify({ scene, beliefs })}\n`)
}
