import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Message } from 'esbuild'
import { messageOf } from '../../errors/index.ts'

/** The files of hidden tests of an exercise as they are now. */
export interface HiddenTests {
  readonly files: readonly HiddenFile[]
  /** Why a file does not compile: a bug of its author. */
  readonly errors: readonly string[]
}

export interface HiddenFile {
  /** Relative to the checkout. */
  readonly path: string
  /** With all that it imports from its folder: the body of a CommonJS module. Packages and `#grading` are left to `require`. */
  readonly code: string
}

export interface HiddenTestsOptions {
  /** Of `exercise.ts`: the parts that each program plays a role in. `copy.test.ts` comes where those of `copy.ts` do. */
  readonly programs?: Readonly<Record<string, readonly number[]>>
  /** The name of the one file that is asked for; left out: all. */
  readonly only?: string | undefined
}

/** Compiles the hidden tests of an exercise, those of its first part first; an edit counts from the next call on. */
export async function compileHiddenTests(
  root: string,
  exercise: string,
  { programs = {}, only }: HiddenTestsOptions = {},
): Promise<HiddenTests> {
  const folder = join(root, 'checker', 'hidden', exercise)
  const names = readdirSync(folder).filter((name) => name.endsWith('.test.ts') && (only ?? name) === name)
  const firstPart = (name: string) => Math.min(...(programs[name.replace('.test.ts', '.ts')] ?? [0]))
  names.sort((a, b) => firstPart(a) - firstPart(b) || (a < b ? -1 : 1))
  const compiled = await Promise.all(names.map((name) => compileFile(root, join(folder, name))))
  return {
    files: compiled.flatMap((one) => (typeof one === 'string' ? [] : [one])),
    errors: compiled.filter((one) => typeof one === 'string'),
  }
}

async function compileFile(root: string, file: string): Promise<HiddenFile | string> {
  const { build, formatMessages } = await import('esbuild')
  const path = relative(root, file)
  try {
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: [file],
      bundle: true,
      packages: 'external',
      external: ['#*'],
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      write: false,
      logLevel: 'silent',
    })
    return { path, code: outputFiles[0]?.text ?? '' }
  } catch (error) {
    const errors = (error as { errors?: Message[] }).errors ?? []
    return errors.length > 0
      ? (await formatMessages(errors, { kind: 'error' })).join('')
      : `${path}: ${messageOf(error)}`
  }
}
