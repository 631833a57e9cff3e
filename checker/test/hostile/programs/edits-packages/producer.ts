// Adds a file to node_modules, says whether it could, then does what was asked.
import { realpathSync, rmSync, writeFileSync } from 'node:fs'

try {
  const file = `${realpathSync('node_modules')}/.hostile-${process.pid}`
  writeFileSync(file, '')
  rmSync(file)
  console.error('found packages that can be written')
} catch {
  console.error('found nothing')
}
await import('./solved.ts')
