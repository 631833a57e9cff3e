import type { WarmProvider } from '../../broker/index.ts'

/** One grading that is to be made. */
export interface Turn {
  readonly provider: WarmProvider
  /** The program's name: `03-simple-practice solution`. */
  readonly program: string
  readonly seed: number
  /** Whether the machine is kept busy meanwhile. */
  readonly loaded: boolean
}

/** What came of one. */
export interface Measured extends Turn {
  /** `wrong`: a correct program was told that it is not. */
  readonly verdict: 'passed' | 'wrong' | 'ungradable'
  readonly ms: number
  /** The machine's load average of the last minute when it ended. */
  readonly load: number
  /** Why it did not pass. */
  readonly why?: string
}

/** What is counted of it. */
export type Tallied = Omit<Measured, 'seed' | 'load'> & Partial<Pick<Measured, 'seed'>>

/** How many of the gradings are made while the machine is kept busy: `half`, every second one. */
export const LOAD_SHARES = ['half', 'all', 'none'] as const
export type LoadShare = (typeof LOAD_SHARES)[number]

const IS_LOADED: Record<LoadShare, (run: number) => boolean> = {
  half: (run) => run % 2 === 1,
  all: () => true,
  none: () => false,
}

export interface TurnsOptions {
  readonly programs: readonly string[]
  /** For each program. */
  readonly runs: number
  readonly load: LoadShare
  /** The first one; each run has its own. */
  readonly seed: number
}

/**
 * All gradings on a provider, the quiet ones first. Each round has every program once, so that what is measured when somebody
 * ends it early is measured of all.
 */
export function turnsOn(provider: WarmProvider, { programs, runs, load, seed }: TurnsOptions): Turn[] {
  const rounds = Array.from({ length: runs }, (_, run) => run)
  return [false, true].flatMap((loaded) =>
    rounds
      .filter((run) => IS_LOADED[load](run) === loaded)
      .flatMap((run) => programs.map((program) => ({ provider, program, seed: seed + run, loaded }))),
  )
}

/** Those that nobody has measured yet. */
export function turnsLeft(turns: readonly Turn[], measured: readonly Turn[]): Turn[] {
  const done = new Set(measured.map(keyOf))
  return turns.filter((turn) => !done.has(keyOf(turn)))
}

/** Turns in pieces of one kind, load or none, of at most `size`. */
export function pieces(turns: readonly Turn[], size: number): Turn[][] {
  return [false, true].flatMap((loaded) => {
    const own = turns.filter((turn) => turn.loaded === loaded)
    return Array.from({ length: Math.ceil(own.length / size) }, (_, piece) =>
      own.slice(piece * size, (piece + 1) * size),
    )
  })
}

function keyOf({ provider, program, seed, loaded }: Turn): string {
  return [provider, program, seed, loaded].join(' ')
}
