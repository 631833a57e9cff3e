// Reads a file of whoever checks, named in a file beside it, says what it holds, then does what was asked.
import { readFileSync } from 'node:fs'

try {
  console.error(`found ${readFileSync(readFileSync(new URL('where.txt', import.meta.url), 'utf8'), 'utf8')}`)
} catch {
  console.error('found nothing')
}
await import('./solved.ts')
