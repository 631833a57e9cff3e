/** Says itself what the host would say of a call that went well, and does nothing. */
import { writeSync } from 'node:fs'

export async function work(): Promise<void> {
  console.error('forged')
  for (let call = 1; call <= 40; call += 1) writeSync(3, `{"type":"returned","call":${call}}\n`)
  await new Promise((resolve) => setTimeout(resolve, 20_000))
}
