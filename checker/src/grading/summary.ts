import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lease } from '../broker/index.ts'
import type { Exercise } from '../catalog/index.ts'
import type { ExerciseResult } from '../report/index.ts'
import type { RunFolder } from '../runner/index.ts'
import type { PreparedPrograms } from './programs.ts'
import { type Judged, countedParts, exerciseStatus, headline, judge, partResult, withoutBlame } from './result.ts'
import type { SlotRun } from './thread/slot.ts'
import { unfiredOf, vacuous } from './unfired.ts'

export interface SummaryInput {
  readonly exercise: Exercise
  readonly seed: number
  /** Null: all. */
  readonly asked: readonly number[] | null
  /** Only this file of hidden tests was run, and what it says nothing of is left out; undefined: all. */
  readonly testFile: string | undefined
  readonly run: SlotRun
  readonly fault: string | undefined
  readonly prepared: PreparedPrograms
  /** Undefined where no part needed a broker. */
  readonly lease: Lease | undefined
  readonly root: string
  readonly runFolder: RunFolder
}

/** All that is known of a run, but for its notes and how long it took. */
export function summary({
  exercise,
  seed,
  asked,
  testFile,
  run,
  fault,
  prepared,
  lease,
  root,
  runFolder,
}: SummaryInput): ExerciseResult {
  const read = run.tests
    .map((test) => judge(test, exercise, asked))
    .filter((test): test is Judged => test !== undefined)
  const errors = [
    fault,
    ...run.errors,
    ...read.map(({ result }) => (result.status === 'error' ? result.detail : undefined)),
    ...vacuous(read, unfiredOf(runFolder.dir)),
  ].filter((error) => error !== undefined)
  // What went wrong for one scene may have gone wrong for all.
  const judged = errors.length > 0 ? read.map(withoutBlame) : read
  const parts = exercise.parts
    .filter(({ number }) => asked?.includes(number) ?? true)
    .filter(({ number }) => testFile === undefined || judged.some(({ result }) => result.part === number))
    .map((part) => partResult(part, judged))
  const first = headline(judged)
  return {
    exercise: exercise.slug,
    id: exercise.id,
    title: exercise.title,
    seed,
    status: errors.length > 0 ? 'ungradable' : exerciseStatus(parts),
    points: countedParts(parts).reduce((sum, { points }) => sum + points, 0),
    maxPoints: countedParts(parts).reduce((sum, { maxPoints }) => sum + maxPoints, 0),
    parts,
    tests: judged.map(({ result }) => result).toSorted((a, b) => a.part - b.part),
    ...(first && { headline: first }),
    notes: [],
    ...(errors[0] !== undefined && { fault: errors[0] }),
    programHash: prepared.hash,
    ms: 0,
    versions: {
      checker: checkerVersion(root),
      node: process.versions.node,
      broker: lease?.kafkaVersion ?? null,
      provider: lease?.provider ?? null,
    },
    runFolder: prepared.workspace.shown(runFolder.dir),
  }
}

function checkerVersion(root: string): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return manifest.version
}
