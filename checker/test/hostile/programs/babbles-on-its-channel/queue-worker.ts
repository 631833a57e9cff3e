/** Writes to the channel what is no message, in the middle of its work. */
import { writeSync } from 'node:fs'
import { type Handle, type Queue, work as solved } from './solved.ts'

export async function work(queue: Queue, handle: Handle, options: { maxAttempts: number }): Promise<void> {
  writeSync(3, Buffer.from([0, 255, 10, 10, 123, 10]))
  await solved(queue, handle, options)
}
