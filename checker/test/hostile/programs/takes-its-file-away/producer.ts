// Deletes the file that it was given for a message, then does what was asked.
import { rmSync } from 'node:fs'

try {
  rmSync(String(process.env.WORKSHOP_NOT_WRITTEN))
} catch {
  // In the sandbox nobody can.
}
await import('./solved.ts')
