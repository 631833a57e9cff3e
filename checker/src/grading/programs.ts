import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Exercise, type ExerciseDefinition, foldersOf } from '../catalog/index.ts'
import { UsageError } from '../errors/index.ts'
import { type CompileError, type RunFolder, type Workspace, compile, createWorkspace } from '../runner/index.ts'
import type { GradingContext } from './context.ts'

/** Where the programs come from: the learner's folder, the reference solutions, or any folder that holds them directly. */
export type Source =
  { readonly kind: 'learner' } | { readonly kind: 'solution' } | { readonly kind: 'from'; readonly dir: string }

export interface PreparedPrograms {
  readonly workspace: Workspace
  /** Compiled programs by file name. */
  readonly programs: GradingContext['programs']
  readonly unusable: GradingContext['unusable']
  /** SHA-256 over names and contents of the programs, as they were graded. */
  readonly hash: string
}

export interface ProgramsOptions {
  readonly root: string
  readonly runFolder: RunFolder
  readonly exercise: Exercise
  readonly definition: ExerciseDefinition
  readonly source: Source
  /** kafkajs as one file, absolute. */
  readonly kafkajs: string
}

/** The folder of a source; throws `UsageError` when a `from` folder is not there. */
export function folderOf(root: string, exercise: Exercise, source: Source): string {
  if (source.kind === 'learner') return foldersOf(root, exercise.id).exercise
  if (source.kind === 'solution') return foldersOf(root, exercise.id).solution
  refuseMissingFolder(source.dir)
  return source.dir
}

/** Throws `UsageError` when a folder of programs is not there. `shown`: as the user wrote it. */
export function refuseMissingFolder(dir: string, shown = dir): void {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() === true) return
  throw new UsageError(`There is no folder ${shown}.`, {
    code: 'no-such-folder',
    fix: 'Name the folder in which the programs lie, directly.',
  })
}

/** Copies the programs into a workspace of the run and compiles them; what cannot be run is data, not an error. */
export async function preparePrograms(options: ProgramsOptions): Promise<PreparedPrograms> {
  const { root, runFolder, exercise, definition } = options
  const folder = folderOf(root, exercise, options.source)
  const programs = Object.keys(definition.programs).map((name) => ({ name, source: join(folder, name) }))
  const given = join(root, 'checker', 'given', 'shop')
  const workspace = createWorkspace({ root, runFolder, exerciseId: exercise.id, programs, given })
  const compiled = await compile(workspace, { packages: { kafkajs: options.kafkajs } })
  return {
    workspace,
    programs: Object.fromEntries([...compiled.programs].map(([name, { output }]) => [name, output])),
    unusable: [
      ...compiled.missing.map((file) => ({
        file,
        parts: definition.programs[file] ?? [],
        saw: `there is no ${file} in ${workspace.shown(folder)}`,
        expected: `a program ${file}`,
      })),
      ...firstErrors(compiled.errors).map((error) => ({
        file: error.program,
        parts: definition.programs[error.program] ?? [],
        saw: `${error.file}:${error.line}:${error.column} ${error.text}${error.sourceLine ? `\n  ${error.sourceLine.trim()}` : ''}`,
        expected: 'a program that compiles',
      })),
    ],
    hash: hashOf(programs.map(({ source }) => source)),
  }
}

/** Of each program the first error: those behind it are often its echo. */
function firstErrors(errors: readonly CompileError[]): CompileError[] {
  return errors.filter((error, index) => errors.findIndex(({ program }) => program === error.program) === index)
}

function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files) {
    hash.update(`${basename(file)}\0`)
    try {
      hash.update(readFileSync(file))
    } catch {
      // A missing program is told elsewhere; here it only has another hash than an empty one.
      hash.update('\0missing')
    }
  }
  return hash.digest('hex')
}

/** Whether the learner's copy of `#shop` is still as it was given. The checker uses its own copy, whichever is true. */
export function shopIsEdited(root: string): boolean {
  const [given, own] = [join(root, 'checker', 'given', 'shop'), join(root, 'exercises', 'shop')]
  const files = readdirSync(given)
  return hashOf(files.map((name) => join(given, name))) !== hashOf(files.map((name) => join(own, name)))
}
