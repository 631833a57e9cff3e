import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, inject } from 'vitest'
import { BELIEFS_SEEN_FILE } from './beliefs-seen.ts'
import { isWorkshopError } from '../errors/index.ts'
import { deferred } from '../timing/index.ts'
import { type RuleTable, beliefsSeen } from './explain.ts'
import { noteSilence } from './oddities.ts'
import { Shop } from './shop.ts'

/** How many scenes of a file play side by side: as many as the cores that we can count on. */
const SIDE_BY_SIDE = 2

/** What several tests look at: what the play gave back, and the shop in which it took place. */
export type Scene<T> = T & { readonly shop: Shop }

/** A play with the learner's programs that is played once, for all tests that look at it. */
export interface Scenario<T> {
  readonly part: number
  readonly rules: RuleTable<Scene<T>>
  /** Plays it, or gives back what was played; rejects with what ended the play. */
  scene(): Promise<Scene<T>>
}

interface Waiting {
  readonly part: number
  readonly start: () => Promise<void>
}

/** Scenes of the file that is being run and that were not started, in order. */
const waiting: Waiting[] = []
let playing = 0

/**
 * Declares a scene of this file. `play` acts and waits, and gives back what the tests look at; it does not judge. Scenes
 * start when a test of the file needs its first one, two at a time, since most of a scene is waiting for a process to start.
 */
export function scenario<T extends object>(
  name: string,
  { part, rules }: { part: number; rules: RuleTable<Scene<T>> },
  play: (shop: Shop) => Promise<T>,
): Scenario<T> {
  // Each test that looks at the scene sees a rejection; that none does is no error of its own.
  const played = deferred<Scene<T>>()
  let opened: Promise<Shop> | undefined

  async function start(): Promise<void> {
    try {
      opened = Shop.open(inject('workshop'), name)
      const shop = await opened
      const scene = { ...(await play(shop)), shop }
      shop.checkStarted()
      shop.checkSound()
      noteBeliefs(name, beliefsSeen(rules, scene))
      played.resolve(scene)
    } catch (error) {
      if (isWorkshopError(error) && error.code === 'broker-unreachable')
        noteSilence(inject('workshop').runFolder, error.message)
      played.reject((await opened?.catch(() => undefined))?.fault ?? error)
    }
  }

  const inLine = { part, start }
  waiting.push(inLine)
  afterAll(async () => {
    // The thread stays: a scene that no test of this file needed must not start with the next file.
    const place = waiting.indexOf(inLine)
    if (place !== -1) waiting.splice(place, 1)
    await (await opened?.catch(() => undefined))?.close()
  })
  return {
    part,
    rules,
    scene: () => {
      startWaiting()
      return played.promise
    },
  }
}

function startWaiting(): void {
  const { parts } = inject('workshop')
  while (playing < SIDE_BY_SIDE) {
    const next = waiting.shift()
    if (!next) return
    if (parts && !parts.includes(next.part)) continue
    playing += 1
    void next.start().finally(() => {
      playing -= 1
      startWaiting()
    })
  }
}

function noteBeliefs(scene: string, beliefs: readonly string[]): void {
  appendFileSync(join(inject('workshop').runFolder, BELIEFS_SEEN_FILE), `${JSON.stringify({ scene, beliefs })}\n`)
}
