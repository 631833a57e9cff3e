import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError, messageOf } from '../../errors/index.ts'
import { loadsOf } from './table.ts'
import type { Measured, Tallied } from './turns.ts'

/** Where they are kept, a file for each. */
export const STRETCHES = join('docs', 'trust')

/** What one command has measured, with what it was measured on. */
export interface Measurement {
  /** What its file is called. */
  readonly name: string
  /** As it was typed. */
  readonly command: string
  readonly seed: number
  /** When it ended, `2026-01-31`. */
  readonly date: string
  /** The commit of the checker; null outside of git. */
  readonly commit: string | null
  /** What it ran on, in words: cores, memory, versions. */
  readonly machine: readonly string[]
  /** What was not measured, and why. */
  readonly missing: readonly string[]
  readonly measured: readonly Measured[]
}

/**
 * A measurement as it is kept: thousands of gradings take days, are made in stretches, and stand in one table. Of what passed it
 * has the milliseconds alone, by program and `embedded quiet`, `container loaded` and so on; of what did not, all.
 */
export interface Stretch extends Omit<Measurement, 'measured'> {
  readonly load: string
  readonly passed: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>
  readonly failed: readonly Measured[]
  /**
   * Programs whose gradings count no more, each with why: they were told wrong, and the fault that it was is mended. Written by
   * hand; the page tells of them.
   */
  readonly mended?: Readonly<Record<string, string>>
}

export function stretchOf({ measured, ...rest }: Measurement): Stretch {
  const passed: Record<string, Record<string, number[]>> = {}
  for (const { program, provider, loaded, ms } of measured.filter(({ verdict }) => verdict === 'passed')) {
    const own = (passed[program] ??= {})
    const times = (own[`${provider} ${loaded ? 'loaded' : 'quiet'}`] ??= [])
    times.push(ms)
  }
  return { ...rest, load: loadsOf(measured), passed, failed: measured.filter(({ verdict }) => verdict !== 'passed') }
}

/** Its gradings that count, one by one. */
export function gradingsOf(stretch: Stretch): Tallied[] {
  const { mended = {} } = stretch
  return allOf(stretch).filter(({ program }) => !(program in mended))
}

/** Those of a program, whether they count or not. */
export function gradingsOfProgram(stretch: Stretch, name: string): Tallied[] {
  return allOf(stretch).filter(({ program }) => program === name)
}

function allOf({ passed, failed }: Stretch): Tallied[] {
  const right = Object.entries(passed).flatMap(([program, kinds]) =>
    Object.entries(kinds).flatMap(([kind, times]) => {
      const [provider, load] = kind.split(' ') as [Tallied['provider'], string]
      return times.map((ms): Tallied => ({ program, provider, loaded: load === 'loaded', verdict: 'passed', ms }))
    }),
  )
  return [...right, ...failed]
}

/** Writes it down; one of the same name, which has been gone on with, is replaced. */
export function keepStretch(root: string, { name, ...stretch }: Stretch): void {
  mkdirSync(join(root, STRETCHES), { recursive: true })
  // A line for each kind of each program: so many numbers are not for people to read. No text has a line's end in JSON.
  const text = JSON.stringify(stretch, null, 1).replace(/\[\n[\s\d,]*\]/g, (numbers) => numbers.replace(/\s+/g, ''))
  writeFileSync(join(root, STRETCHES, `${name}.json`), `${text}\n`)
}

/** All that are kept, the oldest first. Throws `UsageError` for a file that is none. */
export function stretchesIn(root: string): Stretch[] {
  const folder = join(root, STRETCHES)
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')) : []
  return files.sort().map((file) => {
    try {
      const stretch = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Omit<Stretch, 'name'>
      return { name: file.replace(/\.json$/, ''), ...stretch }
    } catch (cause) {
      throw new UsageError(`${join(STRETCHES, file)} cannot be read: ${messageOf(cause)}`, {
        code: 'unreadable-stretch',
        fix: 'Restore it, as with git checkout, or delete it: its gradings are then not counted.',
        cause,
      })
    }
  })
}
