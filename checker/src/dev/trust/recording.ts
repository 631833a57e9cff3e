import { appendFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { UsageError } from '../../errors/index.ts'
import type { Measured } from './turns.ts'

/** Where they are kept, in the checkout, with the evidence of what did not pass. */
export const RECORDS = join('.workshop', 'trust')

/**
 * The file of a measurement: its seed, then a line for each grading, written when it ends. What took hours outlives whoever
 * started it.
 */
export class Recording {
  readonly seed: number
  readonly measured: Measured[]
  readonly #file: string

  private constructor(file: string, seed: number, measured: Measured[]) {
    this.#file = file
    this.seed = seed
    this.measured = measured
  }

  static create(root: string, seed: number): Recording {
    mkdirSync(join(root, RECORDS), { recursive: true })
    const file = join(root, RECORDS, `${new Date().toISOString().replaceAll(':', '-')}.jsonl`)
    writeFileSync(file, `${JSON.stringify({ seed })}\n`, { flag: 'wx' })
    return new Recording(file, seed, [])
  }

  /** The latest one, to go on with. Throws `UsageError` where there is none. */
  static latest(root: string): Recording {
    const file = recordsIn(join(root, RECORDS)).at(-1)
    // The last line may have been cut off with the process that wrote it.
    const [first, ...rest] = file === undefined ? [] : readFileSync(file, 'utf8').split('\n').slice(0, -1)
    if (file === undefined || first === undefined)
      throw new UsageError('There is no measurement to go on with.', {
        code: 'nothing-to-resume',
        fix: 'Start one: npm run trust -- --runs 200',
      })
    writeFileSync(file, [first, ...rest].map((line) => `${line}\n`).join(''))
    const { seed } = JSON.parse(first) as { seed: number }
    const measured = rest.map((line) => JSON.parse(line) as Measured)
    return new Recording(file, seed, measured)
  }

  /** Of its own, by when it began. */
  get name(): string {
    return basename(this.#file, '.jsonl')
  }

  add(one: Measured): void {
    this.measured.push(one)
    appendFileSync(this.#file, `${JSON.stringify(one)}\n`)
  }
}

/** By age, the oldest first. */
function recordsIn(folder: string): string[] {
  mkdirSync(folder, { recursive: true })
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  return names.sort().map((name) => join(folder, name))
}
