/** Works well, and gives back what would turn prototypes if somebody merged it; its own prototypes it has turned already. */
import { type DeadLetters, type Handle, type Log, work as solved } from './solved.ts'

export async function work(
  log: Log,
  deadLetters: DeadLetters,
  handle: Handle,
  options: { maxAttempts: number },
): Promise<unknown> {
  Object.assign(Object.prototype, { polluted: true, kind: 'returned', status: 'passed' })
  console.error('polluted')
  await solved(log, deadLetters, handle, options)
  return JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')
}
