import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { copyFiles, copyOne, fileIn } from './copy-files.ts'
import { shownFrom } from './paths.ts'
import type { RunFolder } from './run-folder.ts'

export interface ProgramSource {
  /** How tests call it, usually its file name. */
  readonly name: string
  /** Absolute; may not exist. */
  readonly source: string
}

export interface WorkspaceOptions {
  /** The checkout: where node_modules lies, and against which paths are shown. Absolute. */
  readonly root: string
  readonly runFolder: RunFolder
  readonly exerciseId: string
  readonly programs: readonly ProgramSource[]
  /** The pristine #shop. Absolute. */
  readonly given: string
  /**
   * Folders whose code and data surround the programs; a later one's files win. Left out: the folders of the programs, in
   * their order. Absolute.
   */
  readonly folders?: readonly string[]
  /** More files, by their path in the workspace. */
  readonly extraFiles?: Readonly<Record<string, string | Buffer>>
}

/**
 * A small package in the run's folder in which the programs of one exercise lie as they lie in the checkout, with `#shop`
 * from a pristine copy, so that an edit of given files cannot matter.
 */
export interface Workspace {
  /** Its root, with package.json. */
  readonly dir: string
  /** `exercises/<id>` in it: the working directory of the programs. */
  readonly exerciseDir: string
  /** Each program that exists, with its copy in the workspace. */
  readonly programs: readonly (ProgramSource & { readonly copy: string })[]
  /** Names of programs whose source does not exist. */
  readonly missing: readonly string[]
  /** The path that the learner knows a file of the workspace by: absolute. Undefined for files made here. */
  originOf(copy: string): string | undefined
  /** A path as people like to read it: relative to the checkout when it lies there. */
  shown(path: string): string
}

/**
 * Makes a workspace in the run's folder; each call makes another one.
 * @throws UsageError `folder-too-large`, EnvironmentError `file-not-copied`
 */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const { root, exerciseId, programs, given } = options
  const dir = freshFolder(join(options.runFolder.dir, 'workspace'))
  const exerciseDir = join(dir, 'exercises', exerciseId)
  const origins = new Map<string, string>()
  mkdirSync(exerciseDir, { recursive: true })
  for (const folder of options.folders ?? new Set(programs.map(({ source }) => dirname(source)))) {
    copyFiles(folder, exerciseDir, (source, copy) => origins.set(copy, source))
  }
  const placed = programs
    .filter(({ source }) => fileIn(dirname(source), source))
    .map((program) => {
      const copy = join(exerciseDir, basename(program.source))
      copyOne(program.source, copy)
      origins.set(copy, program.source)
      return { ...program, copy }
    })
  copyFiles(given, join(dir, 'exercises', 'shop'), (source, copy) => {
    origins.set(copy, join(root, 'exercises', 'shop', relative(given, source)))
  })
  writePackage(dir, root)
  for (const [path, content] of Object.entries(options.extraFiles ?? {})) writeInto(dir, path, content)
  return {
    dir,
    exerciseDir,
    programs: placed,
    missing: programs.filter(({ source }) => !fileIn(dirname(source), source)).map(({ name }) => name),
    originOf: (copy) => origins.get(copy),
    shown: (path) => shownFrom(root, path),
  }
}

function freshFolder(base: string): string {
  mkdirSync(dirname(base), { recursive: true })
  for (let n = 1; ; n++) {
    const dir = n === 1 ? base : `${base}-${n}`
    try {
      mkdirSync(dir)
      // The compiler names files by their real paths, and paths are compared.
      return realpathSync(dir)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function writePackage(dir: string, root: string): void {
  const manifest = { private: true, type: 'module', imports: { '#shop': './exercises/shop/index.ts' } }
  // `exclude` of the checkout's own file names the folder that this workspace lies in.
  const tsconfig = {
    extends: join(root, 'tsconfig.json'),
    // The compiled programs lie beside their sources.
    compilerOptions: { allowJs: false },
    include: ['exercises'],
    exclude: [],
  }
  writeFileSync(join(dir, 'package.json'), JSON.stringify(manifest, null, 2))
  writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify(tsconfig, null, 2))
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'), 'dir')
}

function writeInto(dir: string, path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true })
  writeFileSync(join(dir, path), content)
}
