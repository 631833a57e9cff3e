// Prints a gigabyte, then does what was asked.
import { once } from 'node:events'

const line = `${'x'.repeat(99_999)}\n`
for (let n = 0; n < 10_000; n += 1) if (!process.stdout.write(line)) await once(process.stdout, 'drain')
await import('./solved.ts')
