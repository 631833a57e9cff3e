// Makes 20,000 files where it stands, or in the folder for temporary files, then does what was asked.
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'

let folder = 'many'
try {
  mkdirSync(folder, { recursive: true })
} catch {
  folder = `${tmpdir()}/many`
  mkdirSync(folder, { recursive: true })
}
for (let n = 0; n < 20_000; n += 1) writeFileSync(`${folder}/${n}`, '')
console.error(`made 20000 in ${folder}`)
await import('./solved.ts')
