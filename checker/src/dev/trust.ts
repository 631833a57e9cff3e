import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type WarmProvider, findJava } from '../broker/index.ts'
import { type Exercise, catalog } from '../catalog/index.ts'
import { EnvironmentError } from '../errors/index.ts'
import { definitionOf } from '../grading/bundle.ts'
import { visible } from '../report/visible.ts'
import { aligned } from './columns.ts'
import { refusePageWithoutPlace, writePage } from './trust/page.ts'
import { Recording } from './trust/recording.ts'
import type { StandOptions } from './trust/stand.ts'
import { keepStretch, stretchOf, stretchesIn } from './trust/stretch.ts'
import { Survey } from './trust/survey.ts'
import { faultsOf, holds, loadsOf, outcomeOf, tableOf } from './trust/table.ts'
import type { LoadShare } from './trust/turns.ts'
import { isCorrect } from './verify/examine.ts'
import { type Specimen, collectSpecimens } from './verify/specimens.ts'

export const PROVIDERS: readonly WarmProvider[] = ['embedded', 'container']

export interface TrustOptions extends StandOptions {
  /** As it was typed, for the page. */
  readonly command: string
  /** None: all. */
  readonly exercises: readonly Exercise[]
  readonly providers: readonly WarmProvider[]
  /** For each program on each provider. */
  readonly runs: number
  readonly load: LoadShare
  /** The first one. */
  readonly seed: number
  /** Goes on with the latest measurement, with its seed. */
  readonly resume?: boolean | undefined
  /** Keeps what is measured in `docs/trust/`, and writes the table of all that is kept there into `docs/trust.md`. */
  readonly docs?: boolean | undefined
  readonly print: (line: string) => void
  /** Called at the end, however the command ends; the latest first. */
  readonly atEnd: (end: () => Promise<unknown>) => void
}

/**
 * Grades all correct programs again and again, quiet and under load, and prints what came of it, also when it is ended early;
 * gives back 0 when nobody was told wrong and at most 1 of 500 gradings was ungradable, else 1. Throws `EnvironmentError` when
 * there is no provider to measure on.
 */
export async function trust(options: TrustOptions): Promise<number> {
  const { root, docs, providers } = options
  // Said before hours of work.
  if (docs) {
    refusePageWithoutPlace(root)
    stretchesIn(root)
  }
  const recording = options.resume ? Recording.latest(root) : Recording.create(root, options.seed)
  const folder = mkdtempSync(join(tmpdir(), 'workshop-trust-'))
  const specimens = await correctPrograms(options, folder)
  const survey = new Survey({ ...options, specimens, recording })
  let told = false
  const tell = async () => {
    if (told) return
    told = true
    rmSync(folder, { recursive: true, force: true })
    for (const line of linesOf(recording, survey)) options.print(visible(line))
    if (docs && recording.measured.length > 0) await keep(options, recording, survey)
  }
  options.atEnd(tell)
  for (const provider of providers) await survey.measureOn(provider)
  await tell()
  if (recording.measured.length === 0)
    throw new EnvironmentError('There is no Kafka to measure on.', { code: 'nothing-to-measure', fix: 'See above.' })
  return holds(recording.measured) ? 0 : 1
}

async function keep({ root, command }: TrustOptions, recording: Recording, survey: Survey): Promise<void> {
  const { name, seed, measured } = recording
  const date = new Date().toISOString().slice(0, 10)
  const [machine, commit] = await Promise.all([machineOf(survey), commitOf(root)])
  keepStretch(root, stretchOf({ name, command, seed, date, commit, machine, missing: survey.missing, measured }))
  writePage(root)
}

async function correctPrograms({ root, bundle, exercises }: TrustOptions, folder: string): Promise<Specimen[]> {
  const chosen = exercises.length > 0 ? exercises : catalog(root).exercises
  const all = await Promise.all(
    chosen.map(async (exercise) => collectSpecimens(root, exercise, await definitionOf(bundle, exercise), folder)),
  )
  return all.flat().filter(isCorrect)
}

function linesOf({ seed, measured }: Recording, { missing }: Survey): string[] {
  if (measured.length === 0) return ['Nothing was measured.']
  return [
    `seed ${seed}`,
    ...aligned(tableOf(measured)).split('\n'),
    `load average: ${loadsOf(measured)}`,
    ...missing.map((why) => `not measured: ${why}`),
    ...faultsOf(measured).map((fault) => `✗ ${fault}`),
    outcomeOf(measured),
  ]
}

/** With `-dirty` where files were changed since, other than documents, which this command writes itself; null outside of git. */
async function commitOf(root: string): Promise<string | null> {
  const git = async (...args: string[]) => (await promisify(execFile)('git', args, { cwd: root })).stdout.trim()
  try {
    const changed = await git('status', '--porcelain', '--untracked-files=no', '--', '.', ':(exclude)docs')
    return `${await git('rev-parse', '--short', 'HEAD')}${changed === '' ? '' : '-dirty'}`
  } catch {
    return null
  }
}

/** What it was measured on, in words. */
async function machineOf({ brokers }: Survey): Promise<string[]> {
  const [core] = cpus()
  const java = await findJava(process.env).catch(() => undefined)
  return [
    `${cpus().length} cores (${core?.model.trim() ?? 'unknown'})`,
    `${(totalmem() / 2 ** 30).toFixed(0)} GiB of memory`,
    `Node ${process.versions.node}`,
    ...(java ? [`Java ${java.version}`] : []),
    ...brokers,
  ]
}
