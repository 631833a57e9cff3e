import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isRunning, startTimeOf } from '../process-identity.ts'
import { sweepContainers } from './client.ts'

/** A killed process is gone as soon as its pipes are closed, or a moment later. */
const GONE_LIMIT_MS = 5_000

/**
 * Starts a process that removes this one's containers when this one dies, however it dies: it reads a pipe that ends with
 * us. Gives back what ends it.
 */
export function startKeeper(root: string): () => void {
  const child = spawn(process.execPath, [join(root, 'checker', 'launch.mjs'), 'keep-containers'], {
    cwd: root,
    // Ctrl-C in the terminal, and the end of our group, are not for it.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  for (const part of [child, child.stdin]) part.on('error', () => undefined)
  child.unref()
  return () => child.kill('SIGKILL')
}

/** The keeper's work: waits for the end of its parent's pipe, then removes what is left. */
export async function keepContainers(input: NodeJS.ReadableStream): Promise<void> {
  const parent = { pid: process.ppid, startedAt: startTimeOf(process.ppid) ?? '' }
  for await (const _ of input);
  const deadline = performance.now() + GONE_LIMIT_MS
  while (isRunning(parent) && performance.now() < deadline) await delay(10)
  await sweepContainers()
}
