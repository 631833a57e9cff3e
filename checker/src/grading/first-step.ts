import { closeSync, openSync, readSync, statSync, truncateSync } from 'node:fs'

/** A first step is a line or two; a program may write what it likes into the file that it was given for it. */
const FIRST_STEP_BYTES = 1_000

/** The first step that `notWritten()` wrote into its file; empty where nobody called it. */
export function firstStepIn(file: string): string {
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
  if (statSync(file).size > FIRST_STEP_BYTES) truncateSync(file, FIRST_STEP_BYTES)
}
