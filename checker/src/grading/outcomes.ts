import { type Moment, numbersOf } from './moments.ts'

/**
 * How a graded test ends when it does not pass. The facts travel on the error as plain data (`workshop`), since Vitest
 * copies an error's own properties and loses its class.
 */

/** What goes first when several tests fail: loss before doubling before order before polish. */
export type Weight = 'lost' | 'doubled' | 'order' | 'polish'
export const WEIGHTS: readonly Weight[] = ['lost', 'doubled', 'order', 'polish']

export type Outcome =
  | {
      kind: 'unmet'
      saw: string
      expected: string
      weight: Weight
      belief?: string
      believed?: string
      because?: string
      lesson?: string
      beliefs?: readonly string[]
      read?: string
      /** Numbers of the events that show it, in the evidence of the scene that the test looked at. */
      events?: readonly number[] | undefined
      scene?: string
    }
  | { kind: 'not-started'; firstStep: string }
  | { kind: 'ungradable'; why: string }

/** What a finding says of one claim alone; left out, it is as the test has it. */
export interface OfThisClaim {
  /** Beliefs that can be behind it, in place of the test's own: what a finding explains is what it saw. */
  readonly beliefs?: readonly string[]
  /** The section of the exercise's lesson to read where no belief is named: `#keys`. Neither here nor there: the part's task. */
  readonly read?: string
  /** The events of the scene that show it, the one to look at first in front; where a belief is named, those that show the belief. */
  readonly shownBy?: readonly (Moment | undefined)[]
}

/** The learner's program did not do what was asked: a finding, never an error of ours. */
export class Unmet extends Error {
  workshop: Extract<Outcome, { kind: 'unmet' }>

  constructor(saw: string, expected: string, weight: Weight = 'polish', { shownBy, ...more }: OfThisClaim = {}) {
    super(`saw: ${saw}; expected: ${expected}`)
    this.workshop = { kind: 'unmet', saw, expected, weight, events: numbersOf(shownBy ?? []), ...more }
  }
}

/** The program called `notWritten()`. */
export class NotStarted extends Error {
  workshop: Extract<Outcome, { kind: 'not-started' }>

  constructor(firstStep: string) {
    super(firstStep)
    this.workshop = { kind: 'not-started', firstStep }
  }
}

/** Our fault or the broker's; the learner is not blamed. */
export class Ungradable extends Error {
  workshop: Extract<Outcome, { kind: 'ungradable' }>

  constructor(why: string) {
    super(why)
    this.workshop = { kind: 'ungradable', why }
  }
}

/** The outcome that an error carries, whichever side of the worker it is read on; undefined for an error that is none of these. */
export function outcomeOf(error: unknown): Outcome | undefined {
  if (typeof error !== 'object' || error === null || !('workshop' in error)) return undefined
  return error.workshop as Outcome
}

export interface ClaimedFinding extends OfThisClaim {
  readonly saw: string
  readonly expected: string
  readonly weight?: Weight
}

/** Fails the test with a finding unless `holds`. */
export function claim(holds: boolean, { saw, expected, weight = 'polish', ...more }: ClaimedFinding): asserts holds {
  if (!holds) throw new Unmet(saw, expected, weight, more)
}
