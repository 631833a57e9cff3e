// Calls a server on this machine, whose address is in a file beside it, then does what was asked.
import { readFileSync } from 'node:fs'

const answer = await fetch(readFileSync(new URL('where.txt', import.meta.url), 'utf8')).then(
  (response) => response.text(),
  () => 'nothing',
)
console.error(`found ${answer}`)
await import('./solved.ts')
