import { existsSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, parse, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { BuildOptions, Message, OutputFile, Plugin } from 'esbuild'
import { CheckerBug, messageOf } from '../errors/index.ts'
import { isInside } from './paths.ts'
import type { Workspace } from './workspace.ts'

/** Where a program does not compile. */
export interface CompileError {
  /** The program that cannot run because of it. */
  readonly program: string
  /** The learner's own file, relative to the checkout when it lies there. */
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  /** In UTF-16 units, as editors count, from 1. */
  readonly column: number
  readonly text: string
  /** The line itself; empty where the compiler names none. */
  readonly sourceLine: string
}

export interface Compiled {
  /** The programs that compile, by name. `output` is absolute and lies beside the source: producer.mjs by producer.ts. */
  readonly programs: ReadonlyMap<string, { readonly output: string }>
  readonly errors: readonly CompileError[]
  /** Names of programs that do not exist. */
  readonly missing: readonly string[]
}

export interface CompileOptions {
  /** ES modules that stand for packages, by the package's name; absolute. */
  readonly packages?: Readonly<Record<string, string>>
}

type Program = Workspace['programs'][number]
type Packages = Readonly<Record<string, string>>
interface Attempt {
  readonly files: readonly OutputFile[]
  readonly errors: readonly Message[]
}

/**
 * Bundles each program of a workspace into one ES module, with packages left to node and source maps that name the
 * learner's own files. Types are not checked: an error is one of syntax or of resolution. One program's errors do not keep
 * the others from compiling.
 * @throws CheckerBug `compiler-failed` when esbuild itself fails
 */
export async function compile(workspace: Workspace, { packages = {} }: CompileOptions = {}): Promise<Compiled> {
  const { programs, missing } = workspace
  const together = await attempt(workspace, programs, packages)
  if (together.errors.length === 0) {
    writeOutputs(workspace, together.files)
    return { programs: new Map(programs.map((program) => [program.name, outputOf(program)])), errors: [], missing }
  }
  const alone = await Promise.all(
    programs.map(async (program) => ({ program, ...(await attempt(workspace, [program], packages)) })),
  )
  const compiled = alone.filter(({ errors }) => errors.length === 0)
  for (const { files } of compiled) writeOutputs(workspace, files)
  return {
    programs: new Map(compiled.map(({ program }) => [program.name, outputOf(program)])),
    errors: alone.flatMap(({ program, errors }) => errors.map((error) => compileError(workspace, program, error))),
    missing,
  }
}

/** Ends the compiler's own process, of 80 MB; the next compilation starts another, within some ten milliseconds. */
export async function restCompiler(): Promise<void> {
  const { stop } = await import('esbuild')
  await stop()
}

async function attempt(workspace: Workspace, programs: readonly Program[], packages: Packages): Promise<Attempt> {
  if (programs.length === 0) return { files: [], errors: [] }
  const { build } = await import('esbuild')
  try {
    const { outputFiles } = await build(buildOptions(workspace, programs, packages))
    return { files: outputFiles, errors: [] }
  } catch (error) {
    if (error instanceof Error && 'errors' in error && Array.isArray(error.errors) && error.errors.length > 0) {
      return { files: [], errors: error.errors as Message[] }
    }
    throw new CheckerBug(`The compiler failed: ${messageOf(error)}`, {
      code: 'compiler-failed',
      fix: 'Please report this with the programs that were checked.',
      cause: error,
    })
  }
}

function buildOptions({ dir }: Workspace, programs: readonly Program[], packages: Packages) {
  return {
    absWorkingDir: dir,
    // In places of their own esbuild makes `_` of each character that Windows has none of, a `"` of the checkout's path too.
    entryPoints: programs.map(({ copy }) => ({ in: copy, out: join(relative(dir, dirname(copy)), parse(copy).name) })),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outdir: dir,
    outExtension: { '.js': '.mjs' },
    // A learner's own producer.mjs beside producer.ts is an input perhaps, and its copy in the workspace may go.
    allowOverwrite: true,
    sourcemap: 'linked',
    sourcesContent: false,
    write: false,
    logLevel: 'silent',
    plugins: [packagesStayOutside(dir, packages), filesStayInside(dir)],
  } satisfies BuildOptions
}

/** Packages are left to node; one that is not there is told with the line that imports it, as tsx would fail at once too. */
function packagesStayOutside(dir: string, packages: Packages): Plugin {
  return {
    name: 'packages-stay-outside',
    setup(build) {
      build.onResolve({ filter: /^[^./#]/ }, ({ path, kind }) => {
        if (kind === 'entry-point') return undefined
        const standIn = kind === 'require-call' ? undefined : packages[path]
        if (standIn !== undefined) return { path: pathToFileURL(standIn).href, external: true }
        const name = path.split('/', path.startsWith('@') ? 2 : 1).join('/')
        const mayBeAbsent = kind === 'dynamic-import' || isBuiltin(path)
        if (mayBeAbsent || existsSync(join(dir, 'node_modules', name))) return { path, external: true }
        return { errors: [{ text: `The package "${name}" is not installed in the workshop` }] }
      })
    },
  }
}

/** The compiler reads with our rights, the program may have fewer: nothing from elsewhere gets into it. */
function filesStayInside(dir: string): Plugin {
  return {
    name: 'files-stay-inside',
    setup(build) {
      build.onLoad({ filter: /.*/ }, ({ path }) => {
        if (isInside(dir, path)) return undefined
        return { errors: [{ text: `${path} lies outside of the exercise, and cannot be imported` }] }
      })
    },
  }
}

function outputOf({ copy }: Program): { output: string } {
  return { output: join(dirname(copy), `${parse(copy).name}.mjs`) }
}

function writeOutputs(workspace: Workspace, files: readonly OutputFile[]): void {
  for (const { path, contents, text } of files) {
    writeFileSync(path, path.endsWith('.map') ? withOrigins(workspace, path, text) : contents)
  }
}

/** The source map with the files that the learner knows, so that a stack trace leads there. */
function withOrigins(workspace: Workspace, path: string, text: string): string {
  const map = JSON.parse(text) as { sources: string[] }
  const sources = map.sources.map((source) => {
    const file = fileURLToPath(new URL(source, pathToFileURL(path)))
    return pathToFileURL(workspace.originOf(file) ?? file).href
  })
  return JSON.stringify({ ...map, sources })
}

function compileError(workspace: Workspace, program: Program, { text, location }: Message): CompileError {
  const copy = location ? resolve(workspace.dir, location.file) : program.copy
  const sourceLine = location?.lineText ?? ''
  // esbuild counts bytes from 0, editors UTF-16 units from 1.
  const before = Buffer.from(sourceLine)
    .subarray(0, location?.column ?? 0)
    .toString()
  return {
    program: program.name,
    file: workspace.shown(workspace.originOf(copy) ?? copy),
    line: location?.line ?? 1,
    column: before.length + 1,
    text,
    sourceLine,
  }
}
