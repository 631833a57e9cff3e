// Leaves a process behind that is in a session of its own, then does what was asked.
import { spawn } from 'node:child_process'

spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).unref()
await import('./solved.ts')
