import { closeSync, openSync, readSync, statSync, truncateSync } from 'node:fs'

/** A first step is a line or two; a program may write what it likes into the file that it was given for it. */
const FIRST_STEP_BYTES = 1_000

/** The first step that `notWritten()` wrote into its file; empty where nobody called it, or the program took the file away. */
export function firstStepIn(file: string): string {
  if (!sizeOf(file)) return ''
  const buffer = Buffer.alloc(FIRST_STEP_BYTES)
  const descriptor = openSync(file, 'r')
  try {
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, 0)).trim()
  } finally {
    closeSync(descriptor)
  }
}

/** Runs are kept: what lies in the file beyond a first step goes. */
export function shortenFirstStep(file: string): void {
  if (sizeOf(file) > FIRST_STEP_BYTES) truncateSync(file, FIRST_STEP_BYTES)
}

/** 0 also where there is no file, or something else that would not end. */
function sizeOf(file: string): number {
  const status = statSync(file, { throwIfNoEntry: false })
  return status?.isFile() ? status.size : 0
}
