import { accessSync, constants, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { UsageError, messageOf } from '../errors/index.ts'
import { userDir } from './context.ts'

/** In place of a file's name: standard output. */
export const TO_STDOUT = '-'

/** Throws `UsageError` for a file that could not be written later; makes its folder where only that is missing. */
export function refuseUnwritable(file: string): void {
  if (file === TO_STDOUT) return
  try {
    if (file === '') throw new Error('it has no name')
    const path = resolve(userDir(), file)
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new Error('it is a folder')
    // One level only: Node 20's recursive mkdir never returns below a folder that cannot hold any, as /proc.
    if (!existsSync(dirname(path))) mkdirSync(dirname(path))
    accessSync(dirname(path), constants.W_OK)
  } catch (cause) {
    throw new UsageError(`"${file}" cannot be written: ${messageOf(cause)}.`, {
      code: 'bad-file',
      fix: 'Name a file in a folder that is there and that you can write to.',
      cause,
    })
  }
}

/** Writes to a file, relative to where the user stands, or to standard output. */
export function writeOut(file: string, text: string): void {
  if (file === TO_STDOUT) process.stdout.write(text)
  else writeFileSync(resolve(userDir(), file), text)
}
